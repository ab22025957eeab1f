/** The functional form, and what every family of layers refuses: with the pointer to the field, and in words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { JobRequest, type Layer, type NetworkLimits, planNetwork } from '../../src/models/specification/index.ts';
import { validator } from '../../src/validation.ts';

const LIMITS = { parametersMax: 1_000_000 };
const plan = (layers: Layer[], inputShape: readonly number[], limits: NetworkLimits = LIMITS) =>
  planNetwork({ layers }, { inputShape, outputs: 3 }, limits);

const SEQUENCE = [5, 4];
const PICTURE = [6, 6, 2];

describe('the functional form', () => {
  const residual: Layer[] = [
    { type: 'dense', units: 4, name: 'start' },
    { type: 'dense', units: 4, name: 'end', activation: 'relu' },
    { type: 'add', inputs: ['end', 'start', 'input'] },
  ];

  test('lets a layer take earlier layers and the input by name', () => {
    const { summary, layers } = plan(residual, [4]);
    assert.deepEqual(
      summary.map(({ name, outputShape }) => [name, outputShape]),
      [
        ['start', [4]],
        ['end', [4]],
        ['add', [4]],
        ['dense', [3]],
      ],
    );
    assert.deepEqual(layers[2], { ...residual[2], name: 'add' });
  });

  test('takes the layer before where nothing is named', () => {
    const { summary } = plan([...residual, { type: 'dense', units: 9 }, { type: 'dense', units: 2 }], [4]);
    assert.deepEqual(
      summary.slice(3).map(({ parameters }) => parameters),
      [45, 20, 9],
    );
  });
});

const REFUSALS: readonly [what: string, layers: Layer[], inputShape: number[], pointer: string, detail: RegExp][] = [
  ['a later layer', [dense('a', ['b']), dense('b')], [4], '/0/inputs/0', /^Expected "input" or the name of an earlier/],
  ['itself', [dense('a'), dense('b', ['b'])], [4], '/1/inputs/0', /Received: "b"/],
  ['a name that nobody has', [dense('a', ['c'])], [4], '/0/inputs/0', /Received: "c"/],
  ['two inputs of a layer of one', [dense('a'), dense('b', ['a', 'input'])], [4], '/1/inputs', /^Expected one input/],
  ['one input of a layer that merges', [dense('a'), { type: 'add' }], [4], '/1', /^Expected two inputs or more/],
  ['three to subtract', [{ type: 'subtract', inputs: ['input', 'input', 'input'] }], [4], '/0/inputs', /two inputs/],
  ['a dead end', [dense('a'), dense('b', ['input'])], [4], '/0', /^Expected every layer to lead to the last/],
  ['the name of the input', [dense('input')], [4], '/0/name', /Received: "input" again/],
  [
    'shapes that do not go together',
    [dense('a'), { type: 'add', inputs: ['a', 'input'] }],
    [5],
    '/1',
    /\[4\] and \[5\]/,
  ],
  [
    'the batch as an axis',
    [{ type: 'concatenate', axis: 0, inputs: ['input', 'input'] }],
    [4],
    '/0/axis',
    /from 1 to 1/,
  ],
  [
    'an embedding of what is computed',
    [dense('a'), { type: 'embedding', inputDim: 9, outputDim: 2 }],
    [4],
    '/1',
    /own input/,
  ],
  [
    'a permutation that repeats',
    [{ type: 'permute', dims: [1, 1] }],
    SEQUENCE,
    '/0/dims',
    /each of the axes 1, 2 once/,
  ],
  [
    'dilated strides',
    [{ type: 'conv1d', filters: 2, kernelSize: 2, strides: 2, dilationRate: 2 }],
    SEQUENCE,
    '/0/dilationRate',
    /strides of 2 with 2/,
  ],
  [
    'a dilated window too wide',
    [{ type: 'conv1d', filters: 2, kernelSize: 3, dilationRate: 3 }],
    SEQUENCE,
    '/0/kernelSize',
    /fits into 5\. Received: 7/,
  ],
  [
    'a pool too wide',
    [{ type: 'averagePooling2d', poolSize: [7, 2] }],
    PICTURE,
    '/0/poolSize',
    /fits into 6×6\. Received: 7×2/,
  ],
  ['a sequence for a picture', [{ type: 'depthwiseConv2d', kernelSize: 2 }], SEQUENCE, '/0', /^Expected pictures/],
  ['more steps than can be served', [{ type: 'lstm', units: 2 }], [5000, 1], '/0', /^Expected at most 4096 steps/],
  ['more steps than can be trained', [{ type: 'gru', units: 2 }], [1025, 1], '/0', /^Expected at most 1024 steps/],
  ['a picture for a sequence', [{ type: 'gru', units: 2 }], PICTURE, '/0', /^Expected sequences/],
  ['axes that are not there', [{ type: 'prelu', sharedAxes: [3] }], SEQUENCE, '/0/sharedAxes', /from 1 to 2/],
  [
    'a constraint along no axis',
    [{ type: 'dense', units: 2, biasConstraint: { type: 'maxNorm', axis: 1 } }],
    [4],
    '/0/biasConstraint/axis',
    /\[2\]\. Received: 1/,
  ],
  [
    'a constraint upside down',
    [{ type: 'dense', units: 2, kernelConstraint: { type: 'minMaxNorm', minValue: 3 } }],
    [4],
    '/0/kernelConstraint/minValue',
    /at most the maxValue of 1/,
  ],
  [
    'an orthogonal bias',
    [{ type: 'dense', units: 2, biasInitializer: 'orthogonal' }],
    [4],
    '/0/biasInitializer',
    /needs a matrix/,
  ],
  [
    'backwards both ways',
    [{ type: 'bidirectional', layer: { type: 'lstm', units: 2, goBackwards: true } }],
    SEQUENCE,
    '/0/layer/goBackwards',
    /goes forwards/,
  ],
  [
    'a misfit within',
    [{ type: 'timeDistributed', layer: { type: 'conv2d', filters: 2, kernelSize: 4 } }],
    [2, 3, 3, 1],
    '/0/layer/kernelSize',
    /fits into 3×3/,
  ],
  [
    'inputs of a layer within',
    [{ type: 'timeDistributed', layer: { type: 'flatten', inputs: ['input'] } }],
    PICTURE,
    '/0/layer/inputs',
    /no inputs/,
  ],
  [
    'nothing to step through',
    [{ type: 'timeDistributed', layer: { type: 'dense', units: 2 } }],
    [4],
    '/0',
    /steps of something/,
  ],
];

describe('a plan refuses', () => {
  for (const [what, layers, inputShape, pointer, detail] of REFUSALS) {
    test(what, () => {
      const problem = refusal(() => plan(layers, inputShape));
      assert.equal(problem.pointer, `/network/layers${pointer}`);
      assert.match(problem.detail, detail);
    });
  }

  test('a batch whose activations would not fit into memory, by what layers keep and not only by what they give', () => {
    const lstm: Layer[] = [{ type: 'lstm', units: 64 }];
    const target = { inputShape: [1000, 8], outputs: 3, batchSize: 512 };
    const { activationBytes } = planNetwork({ layers: lstm }, target, LIMITS);
    assert.ok(activationBytes > 7 * 8 * 512 * 1000 * 64 && activationBytes < 2 ** 31, `${activationBytes}`);
    const problem = refusal(() => planNetwork({ layers: lstm }, { ...target, batchSize: 4096 }, LIMITS));
    assert.equal(problem.pointer, '/training/batchSize');
    assert.match(problem.detail, /^Expected a training that takes at most 2048 MiB of memory/);
    const small = { ...LIMITS, activationBytesMax: 1000 };
    assert.match(refusal(() => plan(lstm, SEQUENCE, small)).detail, /at most 0 MiB/);
  });

  test('a network without weights', () => {
    assert.match(refusal(() => plan([{ type: 'softmax' }], [3])).detail, /^Expected a layer with weights/);
  });
});

test('a last layer that ends in a softmax over the classes is the output, whatever it is', () => {
  const endings: Layer[][] = [
    [dense('a'), { type: 'dense', units: 3 }, { type: 'softmax' }],
    [dense('a'), { type: 'dense', units: 3 }, { type: 'activation', activation: 'softmax' }],
  ];
  for (const layers of endings) assert.equal(plan(layers, [4]).layers.length, layers.length);
});

test('what does not fit the schema is told at its place, within layers too', () => {
  const problemsOf = validator(JobRequest);
  const first = (layer: object) =>
    problemsOf({ model: 'm', dataset: 'd', network: { layers: [layer] } }).map(({ pointer }) => pointer);
  const at = (path: string): string[] => [`/network/layers/0/${path}`];
  assert.deepEqual(first({ type: 'dropout', rate: 1 }), at('rate'));
  assert.deepEqual(first({ type: 'dense', units: 2, activation: 'rely' }), at('activation'));
  assert.deepEqual(first({ type: 'dense', units: 2, kernelRegularizer: { l3: 1 } }), at('kernelRegularizer/l3'));
  assert.deepEqual(
    first({ type: 'dense', units: 2, kernelConstraint: { type: 'maxNorm', max: 1 } }),
    at('kernelConstraint/max'),
  );
  assert.deepEqual(first({ type: 'bidirectional', layer: { type: 'gru', units: 0 } }), at('layer/units'));
  assert.deepEqual(first({ type: 'timeDistributed', layer: { type: 'dropout', rate: 0.5 } }), at('layer/type'));
  assert.deepEqual(first({ type: 'convolution' }), at('type'));
});

test('the presets take a dropout after each hidden layer of units', () => {
  const types = (network: Parameters<typeof planNetwork>[0], inputShape: number[]) =>
    planNetwork(network, { inputShape, outputs: 3 }, LIMITS).layers.map(({ type }) => type);
  const dropout = 0.2;
  assert.deepEqual(types({ preset: 'mlp', units: [8, 4], dropout }, [6]), [
    'dense',
    'dropout',
    'dense',
    'dropout',
    'dense',
  ]);
  assert.deepEqual(types({ preset: 'cnn', filters: [2], dropout }, PICTURE).slice(2), [
    'flatten',
    'dense',
    'dropout',
    'dense',
  ]);
  assert.deepEqual(types({ preset: 'lstm', dropout }, SEQUENCE), ['lstm', 'dropout', 'dense', 'dropout', 'dense']);
  assert.deepEqual(types({ preset: 'mlp', dropout: 0 }, [6]), types('mlp', [6]));
});

function dense(name: string, inputs?: string[]): Layer {
  return { type: 'dense', units: 4, name, ...(inputs && { inputs }) };
}

function refusal(make: () => unknown): { pointer: string; detail: string } {
  try {
    make();
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, 'ERR_NETWORK');
    assert.match(error.message, /^Expected .+ Received: .+\.$/);
    return error.problems[0] as { pointer: string; detail: string };
  }
  throw new Error('Expected the network to be refused. Received: a plan.');
}
