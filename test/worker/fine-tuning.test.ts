/** Trainings that start from a version, of every kind of data: what is taken, what stays, what the version says afterwards. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import type { JobRequest } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import type { StoredContent } from '../support/stored-dataset.ts';
import type { TestTable } from '../support/table-dataset.ts';
import { type Trained, type TrainerHere, trainerHere } from '../support/trainer-here.ts';

const SIDE = 8;
const LAYERS = [
  { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu' },
  { type: 'batchNormalization' },
  { type: 'maxPooling2d' },
  { type: 'flatten' },
  { type: 'dense', units: 8, activation: 'relu' },
  { type: 'dropout', rate: 0.2 },
] as const satisfies readonly object[];
const NETWORK: JobRequest['network'] = { layers: [...LAYERS] };
const TRAINING = { epochs: 2, batchSize: 8, seed: 7 } as const;
const BASE: JobRequest = {
  ...{ model: 'shapes', dataset: 'shapes', network: NETWORK },
  training: { ...TRAINING, epochs: 10, optimizer: { type: 'adam', learningRate: 0.01 } },
};
/** Steps that change nothing. */
const IDLE = { ...TRAINING, epochs: 1, optimizer: { type: 'sgd', learningRate: 1e-30 } } as const;

let trainer: TrainerHere;
let base: Trained;

before(async () => {
  trainer = await trainerHere();
  await trainer.store('shapes', pictures(60, ['a', 'b', 'c'], 1));
  base = await trainer.train(BASE);
});

/** Pictures whose class is where they are bright: a on the left, b in the middle, c on the right, others in their order. */
function pictures(rows: number, labels: readonly string[], seed: number, side = SIDE): StoredContent {
  const random = randomStream(seed, 'pictures');
  const classes = Int32Array.from({ length: rows }, (_, row) => row % labels.length);
  const places = labels.map((label, index) => ('abc'.includes(label) ? 'abc'.indexOf(label) : index));
  const inputs = Uint8Array.from({ length: rows * side * side }, (_, index) => {
    const [row, column] = [Math.floor(index / (side * side)), index % side];
    const isBright = Math.floor((column * 3) / side) === places[classes[row] as number];
    return random.below(100) + (isBright ? 155 : 0);
  });
  const counts = labels.map((_, label) => classes.filter((each) => each === label).length);
  return {
    imported: {
      ...{ kind: 'image', rows, warnings: [] },
      content: {
        ...{ form: 'array', shape: [side, side, 1], type: 'uint8' },
        targets: { kind: 'classes', labels, counts, numeric: false },
      },
    },
    files: { 'inputs.bin': inputs, 'targets.bin': new Uint8Array(classes.buffer) },
  };
}

const logs = ({ told }: Trained): string[] => told.flatMap((each) => (each.type === 'log' ? [each.message] : []));

describe('a version that is trained further', () => {
  test('on data of its classes starts from all of its weights, and can be told what stays', async () => {
    const { manifest, weights, told, ...rest } = await trainer.train({
      ...{ model: 'shapes', dataset: 'shapes', baseModel: 'shapes', freeze: true, training: { ...TRAINING, seed: 8 } },
    });
    const layers = ['conv2d', 'batch_normalization', 'dense', 'dense_1'];
    assert.deepEqual(manifest.lineage.base, {
      ...{ model: 'shapes', version: 1, weightsDigest: base.manifest.weightsDigest },
      ...{ taken: layers, fresh: [], frozen: layers.slice(0, 3) },
    });
    assert.deepEqual(manifest.layers, base.manifest.layers);
    assert.deepEqual(manifest.network, NETWORK);
    assert.deepEqual(manifest.preprocessing, base.manifest.preprocessing);
    for (const [name, values] of weights) {
      if (name.startsWith('dense_1/')) assert.notDeepEqual(values, base.weights.get(name), name);
      else assert.deepEqual(values, base.weights.get(name), name);
    }
    assert.ok(
      logs({ manifest, weights, told, ...rest }).includes(
        'Weights of shapes@1: conv2d, batch_normalization, dense, dense_1. Frozen: conv2d, batch_normalization, dense.',
      ),
    );
  });

  test('starts where the version ended: without learning it is that version', async () => {
    const { weights, manifest } = await trainer.train({
      ...{ model: 'again', dataset: 'shapes', baseModel: 'shapes@1', freeze: ['batch*'], training: IDLE },
    });
    assert.deepEqual(weights, base.weights);
    assert.deepEqual(manifest.evaluation, base.manifest.evaluation);
  });

  test('on data of other classes gets an output layer of its own, of whatever number, over the weights of the others', async () => {
    for (const labels of [
      ['x', 'y'],
      ['x', 'y', 'z'],
    ]) {
      const dataset = `other-${labels.length}`;
      await trainer.store(dataset, pictures(40, labels, 2));
      const made = await trainer.train({
        ...{ model: dataset, dataset, baseModel: 'shapes@1', freeze: ['conv*', 'batch*', 'dense'], training: TRAINING },
      });
      const { taken, fresh, frozen } = made.manifest.lineage.base ?? {};
      assert.deepEqual([taken, fresh], [['conv2d', 'batch_normalization', 'dense'], ['dense_1']]);
      assert.deepEqual(frozen, taken);
      assert.deepEqual(made.manifest.labels, labels);
      assert.equal(made.weights.get('dense_1/bias')?.length, labels.length);
      for (const [name, values] of made.weights)
        if (!name.startsWith('dense_1/')) assert.deepEqual(values, base.weights.get(name), name);
    }
  });

  test('on data that lacks some of its classes keeps them all', async () => {
    await trainer.store('fewer', pictures(30, ['c', 'a'], 3));
    const { manifest } = await trainer.train({
      ...{
        model: 'fewer',
        dataset: 'fewer',
        baseModel: 'shapes@1',
        freeze: true,
        training: IDLE,
        split: { test: 0.8 },
      },
    });
    assert.deepEqual(manifest.labels, ['a', 'b', 'c']);
    assert.deepEqual(manifest.lineage.base?.fresh, []);
    const [, b] = manifest.evaluation?.confusionMatrix ?? [];
    assert.deepEqual(b, [0, 0, 0]);
    // The classes of the dataset are in another order than those of the version.
    assert.ok((manifest.evaluation?.accuracy ?? 0) > 0.8, `${manifest.evaluation?.accuracy}`);
  });

  test('takes the weights of those layers of another network that are alike', async () => {
    const layers = LAYERS.map((layer) => (layer.type === 'dense' ? { ...layer, units: 12 } : layer));
    const { manifest, weights } = await trainer.train({
      ...{ model: 'wider', dataset: 'shapes', baseModel: 'shapes@1', network: { layers: [...layers] } },
      ...{ freeze: true, training: TRAINING },
    });
    const { taken, fresh, frozen } = manifest.lineage.base ?? {};
    assert.deepEqual(
      [taken, fresh],
      [
        ['conv2d', 'batch_normalization'],
        ['dense', 'dense_1'],
      ],
    );
    assert.deepEqual(frozen, taken);
    assert.deepEqual(weights.get('conv2d/kernel'), base.weights.get('conv2d/kernel'));
  });

  test('with a single unit for two classes keeps it for these, and gets an output layer for others', async () => {
    const layers = [
      { type: 'flatten' },
      { type: 'dense', units: 4 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ];
    await trainer.store('two', pictures(20, ['a', 'b'], 6));
    const two = await trainer.train({
      ...{
        model: 'two',
        dataset: 'two',
        network: { layers } as NonNullable<JobRequest['network']>,
        training: TRAINING,
      },
    });
    const same = await trainer.plan({ model: 'two', dataset: 'two', baseModel: 'two' });
    assert.deepEqual([same.base?.fresh, same.layers], [[], two.specification.layers]);
    const others = await trainer.train({
      ...{ model: 'three', dataset: 'shapes', baseModel: 'two', freeze: true, training: TRAINING },
    });
    assert.deepEqual([others.manifest.lineage.base?.fresh, others.manifest.labels.length], [['dense_1'], 3]);
    assert.deepEqual(others.weights.get('dense/kernel'), two.weights.get('dense/kernel'));
  });

  test('ends with the same bytes, interrupted or not', async () => {
    const request = {
      ...{ model: 'kept', dataset: 'shapes', baseModel: 'shapes@1', freeze: ['conv2d', 'batch*'] },
      training: { ...TRAINING, epochs: 4 },
    };
    const [whole, pieces] = [await trainer.train(request), await trainer.train(request, { pausesAt: [1, 3] })];
    assert.equal(pieces.manifest.weightsDigest, whole.manifest.weightsDigest);
    assert.deepEqual(pieces.weights, whole.weights);
    assert.ok(pieces.told.some(({ type }) => type === 'resumed'));
  });

  test('is itself one that can be trained further, with all layers', async () => {
    const { manifest } = await trainer.train({
      ...{ model: 'other-2', dataset: 'other-2', baseModel: 'other-2', training: TRAINING },
    });
    assert.deepEqual([manifest.version, manifest.lineage.base?.frozen, manifest.lineage.base?.fresh], [2, [], []]);
  });
});

describe('another dataset that validates', () => {
  const request: JobRequest = {
    ...{ model: 'judged', dataset: 'shapes', network: NETWORK },
    training: { ...TRAINING, validation: { dataset: 'judges' }, earlyStopping: { monitor: 'valLoss', patience: 5 } },
  };
  let judged: Trained;

  before(async () => {
    await trainer.store('judges', pictures(25, ['a', 'b', 'c'], 4));
    judged = await trainer.train(request);
  });

  test('is measured after each epoch, as the training is, and nothing else is held back', async () => {
    const { manifest, specification } = judged;
    assert.equal(manifest.history.length, 2);
    for (const { valLoss, valAccuracy } of manifest.history)
      assert.ok((valLoss ?? -1) > 0 && Number.isInteger(Math.round((valAccuracy ?? 0.5) * 25 * 1e6) / 1e6));
    assert.deepEqual(manifest.lineage.validation?.name, 'judges');
    assert.match(manifest.lineage.validation?.digest ?? '', /^sha256:/);
    assert.deepEqual(specification.data.split, { by: 'stratified', test: 0.1, validation: 0 });
    const { told } = judged;
    const steps = told.flatMap((each) => (each.type === 'progress' ? [each.progress.steps] : []));
    assert.equal(steps.at(-1), Math.ceil(54 / 8));
  });

  test('is measured alike where its rows, or those of the training, are read from disk', async () => {
    const small = await trainer.train(request, { memoryBytesMax: 2000 });
    const figures = ({ manifest }: Trained) => manifest.history.map(({ seconds: _, ...rest }) => rest);
    assert.deepEqual(figures(small), figures(judged));
    assert.deepEqual(small.weights, judged.weights);
  });

  test('tells the same of the same weights, whatever is trained on', async () => {
    const own = await trainer.train({
      ...{ model: 'judged-by', dataset: 'shapes', baseModel: 'judged', freeze: ['conv*', 'batch*', 'dense'] },
      split: { test: 0.1 },
      training: { ...IDLE, validation: { dataset: 'judges' } },
    });
    assert.equal(own.manifest.history[0]?.valLoss?.toFixed(5), judged.manifest.history.at(-1)?.valLoss?.toFixed(5));
  });
});

const random = randomStream(3, 'rows');
const TABLE = (rows: number, far: number, target: string): TestTable => {
  const sizes = Array.from({ length: rows }, () => far + random.normal());
  const towns = Array.from({ length: rows }, (_, row) => ['rome', 'bari', 'turin'][row % 3] as string);
  return {
    columns: {
      size: { type: 'number', values: sizes },
      town: { type: 'text', values: towns },
      [target]: { type: 'number', values: sizes.map((size, row) => 100 * size + (row % 3) * 30) },
    },
    target,
  };
};

describe('what a version has learnt of inputs', () => {
  test('stays as it is: means, categories, and the scale of numbers that mean the same', async () => {
    await trainer.store('houses', TABLE(60, 0, 'price'));
    await trainer.store('villas', TABLE(60, 5, 'price'));
    await trainer.store('rents', TABLE(60, 5, 'rent'));
    const houses = await trainer.train({ model: 'houses', dataset: 'houses', network: 'mlp', training: TRAINING });
    const villas = await trainer.train({
      ...{ model: 'villas', dataset: 'villas', baseModel: 'houses', training: TRAINING },
    });
    assert.deepEqual(villas.manifest.preprocessing, {
      ...houses.manifest.preprocessing,
      others: ['price'],
    });
    assert.deepEqual(villas.manifest.scales, houses.manifest.scales);
    assert.deepEqual(villas.manifest.lineage.base?.fresh, []);
    const rents = await trainer.train({
      ...{ model: 'rents', dataset: 'rents', baseModel: 'houses', target: 'rent', training: TRAINING },
    });
    assert.notDeepEqual(rents.manifest.scales, houses.manifest.scales);
    assert.deepEqual(rents.manifest.lineage.base?.fresh, ['dense_2']);
    assert.deepEqual((rents.manifest.preprocessing as { others: string[] }).others, ['price', 'rent']);
  });

  test('of columns of many categories is which there are, with what was learnt of each', async () => {
    const shops = (rows: number, first: number): TestTable => ({
      columns: {
        shop: { type: 'text', values: Array.from({ length: rows }, (_, row) => `shop ${first + (row % 80)}`) },
        open: { type: 'boolean', values: Array.from({ length: rows }, (_, row) => row % 2 === 0) },
      },
      target: 'open',
    });
    await trainer.store('shops', shops(160, 0));
    await trainer.store('branches', shops(100, 40));
    const first = await trainer.train({ model: 'shops', dataset: 'shops', network: 'mlp', training: TRAINING });
    const second = await trainer.train({
      ...{ model: 'branches', dataset: 'branches', baseModel: 'shops', freeze: ['category*'], training: TRAINING },
    });
    assert.deepEqual(second.manifest.preprocessing, first.manifest.preprocessing);
    const [name = ''] = first.weights.keys();
    assert.match(name, /^category_embedding\//);
    assert.deepEqual(second.weights.get(name), first.weights.get(name));
  });

  test('of a text is its vocabulary', async () => {
    const texts = (words: readonly string[]): TestTable => ({
      kind: 'text',
      columns: {
        said: {
          ...{ type: 'text', becomes: 'text' },
          values: Array.from({ length: 40 }, (_, row) => `${words[row % 2]} ${words[2]} ${row}`),
        },
        mood: { type: 'text', values: Array.from({ length: 40 }, (_, row) => ['good', 'bad'][row % 2] as string) },
      },
      ...{ target: 'mood', text: 'said' },
    });
    await trainer.store('reviews', texts(['lovely', 'awful', 'thing']));
    await trainer.store('letters', texts(['dear', 'horrid', 'person']));
    const first = await trainer.train({ model: 'reviews', dataset: 'reviews', network: 'mlp', training: TRAINING });
    const second = await trainer.train({
      ...{ model: 'letters', dataset: 'letters', baseModel: 'reviews', freeze: ['embedding'], training: TRAINING },
    });
    assert.deepEqual(second.manifest.preprocessing, first.manifest.preprocessing);
    assert.deepEqual(second.weights.get('embedding/embeddings'), first.weights.get('embedding/embeddings'));
  });

  test('of series is their length and scale, of forecasts their horizon too', async () => {
    const walks = (series: number, steps: number, far: number): TestTable => {
      const rows = series * steps;
      const at = (row: number): number => far + Math.sin(row / 3) + random.normal() * 0.1;
      return {
        kind: 'sequence',
        columns: {
          walk: { type: 'text', values: Array.from({ length: rows }, (_, row) => `w${Math.floor(row / steps)}`) },
          step: { type: 'integer', values: Array.from({ length: rows }, (_, row) => row % steps) },
          level: { type: 'number', values: Array.from({ length: rows }, (_, row) => at(row)) },
        },
      };
    };
    await trainer.store('walks', walks(3, 60, 0));
    await trainer.store('climbs', walks(2, 80, 9));
    const preprocessing = { series: 'walk', time: 'step', horizon: 2, length: 12 };
    const first = await trainer.train({
      ...{ model: 'walks', dataset: 'walks', target: 'level', task: 'forecasting', preprocessing },
      ...{ network: 'lstm', training: TRAINING },
    });
    const second = await trainer.train({
      ...{ model: 'climbs', dataset: 'climbs', baseModel: 'walks', freeze: ['lstm'], training: TRAINING },
    });
    assert.deepEqual(second.manifest.preprocessing, first.manifest.preprocessing);
    assert.deepEqual(second.manifest.scales, first.manifest.scales);
    assert.deepEqual(second.manifest.labels, ['level+1', 'level+2']);
    assert.deepEqual(second.weights.get('lstm/kernel'), first.weights.get('lstm/kernel'));
    const validated = await trainer.train({
      ...{ model: 'walks', dataset: 'walks', baseModel: 'walks' },
      training: { ...TRAINING, validation: { dataset: 'climbs' } },
    });
    assert.ok((validated.manifest.history.at(-1)?.valLoss ?? 0) > 0);
  });
});

describe('what does not fit is refused with a pointer to it', () => {
  const refused = async (
    request: Partial<JobRequest>,
    code: ErrorCode,
    pointers: readonly string[],
    message: RegExp,
  ): Promise<void> => {
    const whole = { model: 'm', dataset: 'shapes', baseModel: 'shapes@1', ...request } as JobRequest;
    await assert.rejects(trainer.plan(whole), (error: unknown) => {
      assert.ok(error instanceof AppError, String(error));
      assert.deepEqual([error.code, error.problems.map(({ pointer }) => pointer)], [code, pointers], error.message);
      assert.match(error.message, message);
      for (const { detail } of error.problems) assert.match(detail, /^Expected .+ Received: .+\.$/s);
      return true;
    });
  };

  test('a base that is not there, pictures of another size, data of another kind, another task', async () => {
    await trainer.store('larger', pictures(20, ['a', 'b'], 5, 9));
    await refused({ baseModel: 'nobody@3' }, 'ERR_VERSION_UNKNOWN', ['/baseModel'], /"nobody@3"/);
    await refused({ baseModel: 'shapes@gone' }, 'ERR_VERSION_UNKNOWN', ['/baseModel'], /"shapes@gone"/);
    await refused({ dataset: 'larger' }, 'ERR_DATASET_MISFIT', ['/dataset'], /rows of \[8, 8, 1\], as shapes@1 takes/);
    await refused({ dataset: 'houses' }, 'ERR_DATASET_MISFIT', ['/dataset'], /kind "image"/);
    await refused({ baseModel: 'houses' }, 'ERR_DATASET_MISFIT', ['/dataset'], /as houses@1 takes its columns/);
    await refused({ task: 'regression' }, 'ERR_TRAINING', ['/task'], /for which shapes@1 was trained/);
    await refused(
      { dataset: 'villas', baseModel: 'houses', target: 'town' },
      'ERR_TRAINING',
      ['/baseModel'],
      /regression/,
    );
    await refused(
      { dataset: 'villas', baseModel: 'houses', target: 'size' },
      'ERR_TRAINING',
      ['/target'],
      /does not read/,
    );
  });

  test('settings of inputs, which are the base’s', async () => {
    const preprocessing = { scaling: 'none', vocabularySize: 10 } as const;
    await refused(
      { features: ['size'], preprocessing },
      'ERR_TRAINING',
      ['/features', '/preprocessing/scaling', '/preprocessing/vocabularySize'],
      /shapes@1 says what its inputs are/,
    );
  });

  test('layers to freeze that there are not, that have no weights, that are drawn; all of them', async () => {
    await refused({ freeze: ['conv2d', 'conv9*'] }, 'ERR_NETWORK', ['/freeze/1'], /conv2d, batch_normalization, dense/);
    await refused({ freeze: ['flatten', 'drop*'] }, 'ERR_NETWORK', ['/freeze/0', '/freeze/1'], /no weights/);
    await refused({ dataset: 'other-2', freeze: ['dense_1'] }, 'ERR_NETWORK', ['/freeze/0'], /are drawn/);
    await refused({ freeze: ['*'] }, 'ERR_NETWORK', ['/freeze'], /^Expected a layer to train/);
    await refused({ network: 'mlp' }, 'ERR_NETWORK', ['/network'], /one of shapes@1: conv2d/);
    const { base: used } = await trainer.plan({
      ...{ model: 'm', dataset: 'other-2', baseModel: 'shapes@1', freeze: ['*'] },
    });
    assert.deepEqual(used?.frozen, used?.taken);
  });

  test('neither network nor base; layers to freeze without a base', async () => {
    const none = { baseModel: undefined } as unknown as Partial<JobRequest>;
    await refused(none, 'ERR_VALIDATION', ['/network'], /or a baseModel/);
    await refused({ ...none, network: 'cnn', freeze: true }, 'ERR_NETWORK', ['/freeze'], /a baseModel/);
  });

  test('a dataset to validate with that there is not, that is the same, that differs', async () => {
    const validatedBy = (dataset: string): Partial<JobRequest> => ({ training: { validation: { dataset } } });
    const at = ['/training/validation/dataset'];
    await refused(validatedBy('nothing'), 'ERR_DATASET_UNKNOWN', at, /"nothing"/);
    await refused(validatedBy('shapes'), 'ERR_TRAINING', at, /another dataset/);
    await refused(validatedBy('larger'), 'ERR_DATASET_MISFIT', at, /rows of \[8, 8, 1\], as the training takes/);
    await refused(validatedBy('other-2'), 'ERR_DATASET_MISFIT', at, /labels that the training knows/);
    await refused(
      { ...validatedBy('rents'), dataset: 'villas', baseModel: 'houses' },
      ...(['ERR_DATASET_MISFIT', at, /column "price"/] as const),
    );
  });
});
