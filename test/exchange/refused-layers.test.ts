/** What this service cannot compute, or must not run, is refused with the name of the layer and of the argument. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicationOf } from '../../src/exchange/imported-publication.ts';
import { readGraph } from '../../src/exchange/keras/read-graph.ts';
import { readNetwork } from '../../src/exchange/keras/read-network.ts';

type Node = Record<string, unknown>;

const input = (shape: (number | null)[], name = 'in'): Node => ({
  class_name: 'InputLayer',
  config: { batch_shape: [null, ...shape], name },
});
const layer = (className: string, config: Node = {}): Node => ({
  class_name: className,
  config: { name: 'it', ...config },
});
const sequential = (...layers: Node[]): Node => ({ class_name: 'Sequential', config: { name: 'model', layers } });

/** Reads a model whose weights are all 0. */
function read(model: unknown, writer: 'keras3' | 'keras2' = 'keras3') {
  return readNetwork(readGraph(model), {
    writer,
    findWeights: (layers) =>
      new Map(
        layers.map(({ file, expected }) => [
          file,
          expected.map(({ shape }) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) })),
        ]),
      ),
  });
}

const CASES: readonly (readonly [string, unknown, RegExp])[] = [
  [
    'code',
    sequential(input([2]), layer('Lambda', { function: ['4wAAAA=='] })),
    /the layer "it": one of Dense, .* Received: "Lambda"/,
  ],
  ['a class of somebody’s', sequential(input([2]), layer('Custom>Mine')), /Received: "Custom>Mine"/],
  ['a subclassed model', { class_name: 'MyModel', config: { layers: [] } }, /Sequential or Functional.*does not run/],
  [
    'masking',
    sequential(input([3]), layer('Embedding', { input_dim: 5, output_dim: 2, mask_zero: true })),
    /mask_zero of the layer "it"/,
  ],
  [
    'channels first',
    sequential(input([3, 4, 4]), layer('Conv2D', { filters: 1, kernel_size: [2, 2], data_format: 'channels_first' })),
    /data_format of the layer "it" .*channels_last/,
  ],
  [
    'groups',
    sequential(input([4, 4, 2]), layer('Conv2D', { filters: 2, kernel_size: [2, 2], groups: 2 })),
    /groups of the layer "it"/,
  ],
  [
    'another axis',
    sequential(input([4, 2]), layer('BatchNormalization', { axis: 1 })),
    /axis of the layer "it" .*the last axis/,
  ],
  [
    'a function of somebody’s',
    sequential(input([2]), layer('Dense', { units: 2, activation: { class_name: 'function', config: 'mine' } })),
    /activation of the layer "it": one that this service has/,
  ],
  [
    'too many units',
    sequential(input([2]), layer('Dense', { units: 1e9 })),
    /the layer "it" at \/units: Expected an integer/,
  ],
  ['no units', sequential(input([2]), layer('Dense')), /the layer "it"/],
  [
    'an argument that is nobody’s',
    sequential(input([2]), layer('Dense', { units: 2, quantum: true })),
    /quantum of the layer "it"/,
  ],
  ['open lengths', sequential(input([null, 3]), layer('Flatten')), /a fixed shape of inputs.*inputShape/],
  ['no shape at all', sequential(layer('Flatten')), /a fixed shape of inputs/],
  [
    'shapes that do not fit',
    sequential(input([4]), layer('Conv2D', { filters: 1, kernel_size: [2, 2] })),
    /the layer "it": Expected pictures/,
  ],
  ['nothing', null, /the model with a class name/],
  ['no layers', sequential(), /a fixed shape|at least one layer/],
  ['a number', sequential(7 as never), /a layer with a class name/],
];

for (const [name, model, message] of CASES)
  test(`${name} is refused in words`, () => {
    assert.throws(() => read(model), { code: 'ERR_MODEL_FILE', message });
  });

test("Keras 2's hard_sigmoid is another function, and Keras 3's is ours", () => {
  const model = sequential(input([2]), layer('Dense', { units: 2, activation: 'hard_sigmoid' }));
  assert.throws(() => read(model, 'keras2'), { code: 'ERR_MODEL_FILE', message: /activation of the layer "it"/ });
  assert.deepEqual(read(model).layers[0], {
    ...{ type: 'dense', units: 2, activation: 'hardSigmoid', name: 'it', inputs: ['input'] },
  });
});

const functional = (layers: Node[], inputs: unknown, outputs: unknown): Node => ({
  class_name: 'Functional',
  config: { name: 'graph', layers, input_layers: inputs, output_layers: outputs },
});
const dense = (name: string, from: string[], more: unknown[] = []): Node => ({
  class_name: 'Dense',
  config: { name, units: 2 },
  name,
  inbound_nodes: [from.map((each) => [each, 0, 0, {}]), ...more],
});

test('graphs that are none of ours are refused', () => {
  const start = { ...input([2]), name: 'in', inbound_nodes: [] };
  const other = { ...input([2], 'in2'), name: 'in2', inbound_nodes: [] };
  const one = [['in', 0, 0]];
  const cases: readonly (readonly [Node, RegExp])[] = [
    [
      functional([start, dense('a', ['b']), dense('b', ['a'])], one, [['a', 0, 0]]),
      /take what others of the model compute/,
    ],
    [
      functional([start, dense('a', ['in'], [[['in', 0, 0, {}]]])], one, [['a', 0, 0]]),
      /a layer "a" that is used once/,
    ],
    [functional([start, other, dense('a', ['in'])], [...one, ['in2', 0, 0]], [['a', 0, 0]]), /one input of the model/],
    [
      functional([start, dense('a', ['in'])], one, [
        ['a', 0, 0],
        ['in', 0, 0],
      ]),
      /one output of the model/,
    ],
    [functional([start, dense('a', ['in'])], one, [['z', 0, 0]]), /an output of the model "graph"/],
  ];
  for (const [model, message] of cases) assert.throws(() => read(model), { code: 'ERR_MODEL_FILE', message });
});

test('layers that lead nowhere are left out, names that are not ours are made so', () => {
  const start = { ...input([2]), name: 'in', inbound_nodes: [] };
  const layers = [start, dense('block/a b', ['in']), dense('idle', ['in']), dense('input', ['block/a b'])];
  const network = read(functional(layers, [['in', 0, 0]], [['input', 0, 0]]));
  assert.deepEqual(
    network.layers.map(({ name, inputs }) => [name, inputs]),
    [
      ['block_a_b', ['input']],
      ['input_layer', ['block_a_b']],
    ],
  );
});

test('models within models within models end somewhere', () => {
  let model = sequential(input([2]), layer('Dense', { units: 2 }));
  for (let depth = 0; depth < 20; depth++) model = sequential(input([2]), model);
  assert.throws(() => read(model), { code: 'ERR_MODEL_FILE', message: /models within models at most/ });
});

test('more recurrent steps in all than can be served are refused with the layer', () => {
  const recurrent = (name: string) => ({ type: 'gru', name, units: 2, returnSequences: true }) as const;
  const network = {
    layers: [recurrent('one'), { ...recurrent('two'), returnSequences: false }],
    inputShape: [2049, 1],
    weights: [],
  };
  const origin = { job: 'job', from: { format: 'keras', files: [] } as never, parametersMax: 1e6 };
  assert.throws(() => publicationOf(network, { task: 'regression' } as never, origin), {
    code: 'ERR_MODEL_FILE',
    message: /^Expected at most 4096 steps of recurrent layers.*Received: 4098.*\(the layer "two"\)/,
  });
});
