/** What an imported network is published with: what its files say, what the request says, and defaults, all checked. */
import { type Preprocessing, preprocessingKind } from '../data/index.ts';
import { AppError, messageOf } from '../errors.ts';
import type { NamedWeight } from '../models/index.ts';
import {
  finalActivation,
  type NamedLayer,
  Network,
  OUTPUT_ACTIVATIONS,
  placeLayers,
  product,
  type ResolvedTraining,
  refuseTooManySteps,
  resolveTraining,
  type Task,
  Training,
} from '../models/specification/index.ts';
import type { Import, Manifest, Publication } from '../registry/index.ts';
import { guard } from '../validation.ts';
import { type GivenPreprocessing, isDataPlan, planFor } from './data-plan.ts';
import type { ImportedNetwork } from './format.ts';
import type { ImportVersionOptions } from './import-options.ts';
import { tellTask } from './task.ts';

export interface PublicationOrigin {
  /** Of the import, which is its own job. */
  readonly job: string;
  readonly from: Import;
  readonly parametersMax: number;
}

export interface ImportedPublication {
  readonly publication: Publication;
  readonly weights: readonly NamedWeight[];
}

const ACTIVATIONS_MAX = 50_000_000;
const GIVEN_KINDS = ['image', 'tensor', 'text'];

/** @throws AppError ERR_MODEL_FILE, ERR_NETWORK with pointers into the options. */
export function publicationOf(
  network: ImportedNetwork,
  options: ImportVersionOptions,
  origin: PublicationOrigin,
): ImportedPublication {
  return network.side
    ? ownPublication(network, network.side.manifest, options, origin)
    : foreignPublication(network, options, origin);
}

/** Of an export of this service: as it was, but for what the request says of labels. */
function ownPublication(
  network: ImportedNetwork,
  manifest: Manifest,
  options: ImportVersionOptions,
  { job, from, parametersMax }: PublicationOrigin,
): ImportedPublication {
  const { layers, inputShape } = network;
  const { model, version, createdAt, format: _format, weights: _weights, weightsDigest: _digest, ...kept } = manifest;
  const { preprocessing, task, labels, scales, lineage, training } = kept;
  refuseOptions(options);
  const weights = checkedWeights(network, layers, parametersMax);
  expectInputs(preprocessing, inputShape);
  const told = { type: task, labels: [...labels] };
  expectOutputs(layers, inputShape, told, scales?.length);
  return {
    weights,
    publication: {
      ...kept,
      network: isNetwork(kept.network) ? kept.network : { layers: [...layers] },
      ...{ layers, inputShape: [...inputShape], parameters: countOf(weights) },
      training: isTraining(training) ? training : resolveTraining({}, lineage.seed, told),
      data: planOf(kept.data, preprocessing, inputShape, told),
      lineage: { ...lineage, job, import: { ...from, source: { model, version, createdAt } } },
    },
  };
}

function refuseOptions(options: ImportVersionOptions): void {
  const [given] = Object.keys(options);
  if (given === undefined) return;
  const detail = 'Expected no options for an export of this service, which says all of that itself. Received: some.';
  throw new AppError('ERR_NETWORK', detail, { problems: [{ pointer: `/options/${given}`, detail }] });
}

function foreignPublication(
  network: ImportedNetwork,
  options: ImportVersionOptions,
  { job, from, parametersMax }: PublicationOrigin,
): ImportedPublication {
  const { inputShape, scales } = network;
  const { task, layers } = tellTask(network.layers, inputShape, options);
  const weights = checkedWeights(network, layers, parametersMax);
  const preprocessing = preprocessingFor(network, options.preprocessing);
  if (scales && task.type !== 'regression')
    throw new AppError('ERR_MODEL_FILE', `Expected scaled outputs of a regression alone. Received: "${task.type}".`);
  return {
    weights,
    publication: {
      network: { layers: [...layers] },
      ...{ layers, inputShape: [...inputShape], parameters: countOf(weights), preprocessing },
      training: resolveTraining({}, 0, task),
      data: planFor(preprocessing, inputShape, task),
      ...{ task: task.type, labels: task.labels },
      ...(scales && { scales: scales.map((scale) => ({ ...scale })) }),
      history: [],
      lineage: { job, import: from, seed: 0, libraries: {} },
    },
  };
}

/** In the layers' order, all of them and no other. */
function checkedWeights(
  { inputShape, weights }: ImportedNetwork,
  layers: readonly NamedLayer[],
  parametersMax: number,
): NamedWeight[] {
  const placed = placedLayers(layers, inputShape);
  const parameters = placed.reduce((sum, { effect }) => sum + countOf(effect.weights), 0);
  if (parameters > parametersMax)
    throw new AppError('ERR_MODEL_FILE', `Expected at most ${parametersMax} parameters. Received: ${parameters}.`);
  const large = placed.find(({ effect }) => product(effect.outputShape) > ACTIVATIONS_MAX);
  if (large)
    throw new AppError(
      'ERR_MODEL_FILE',
      `Expected layers that tell at most ${ACTIVATIONS_MAX} numbers. Received: "${large.layer.name}" with [${large.effect.outputShape.join(', ')}].`,
    );
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  return placed.flatMap(({ layer, effect }) =>
    effect.weights.map(({ name, shape }) => {
      const weight = byName.get(`${layer.name}/${name}`);
      if (weight?.shape.join() === shape.join() && weight.values.length === product(shape)) return weight;
      const received = weight ? `[${weight.shape.join(', ')}]` : 'none';
      throw new AppError(
        'ERR_MODEL_FILE',
        `Expected the weight ${layer.name}/${name} of [${shape.join(', ')}]. Received: ${received}.`,
      );
    }),
  );
}

function placedLayers(layers: readonly NamedLayer[], inputShape: readonly number[]) {
  try {
    const placed = placeLayers(layers, inputShape);
    refuseTooManySteps(placed, (index) => `/network/layers/${index}`, ['served']);
    return placed;
  } catch (error) {
    const problems = error instanceof AppError ? error.problems : [];
    const [, at] = /^\/network\/layers\/(\d+)/.exec(problems[0]?.pointer ?? '') ?? [];
    const name = at === undefined ? '' : ` (the layer "${layers[Number(at)]?.name}")`;
    throw new AppError('ERR_MODEL_FILE', `${messageOf(error)}${name}`, { cause: error });
  }
}

function countOf(weights: readonly { readonly shape: readonly number[] }[]): number {
  return weights.reduce((sum, { shape }) => sum + product(shape), 0);
}

/** Numbers as they are, unless the file scales them or the request says what they are made of. */
function preprocessingFor(
  { inputShape, scaling }: ImportedNetwork,
  asked: Preprocessing | undefined,
): GivenPreprocessing {
  if (asked) {
    if (!GIVEN_KINDS.includes(asked.kind))
      throw misfit(`Expected ${GIVEN_KINDS.join(', ')}. Received: "${asked.kind}".`);
    if (scaling && asked.kind !== 'image')
      throw misfit('Expected none, as the file scales its inputs itself. Received: another.');
    expectInputs(asked, inputShape, '/options/preprocessing');
    if (scaling && asked.kind === 'image') return pictureOf(asked, scaling);
    return asked as GivenPreprocessing;
  }
  const [height, width, channels, ...more] = inputShape;
  const [divideBy] = scaling?.divisors ?? [];
  const plain = scaling?.divisors.length === 1 && scaling.offsets.every((offset) => offset === 0);
  if (plain && divideBy !== undefined && more.length === 0 && (channels === 1 || channels === 3 || channels === 4))
    return { kind: 'image', height: height as number, width: width as number, channels, divideBy };
  return { kind: 'tensor', shape: [...inputShape], ...numbersOf(scaling) };
}

function pictureOf(
  asked: Extract<Preprocessing, { kind: 'image' }>,
  { offsets, divisors }: NonNullable<ImportedNetwork['scaling']>,
): GivenPreprocessing {
  const [divideBy] = divisors;
  if (divisors.length === 1 && divideBy !== undefined && offsets.every((offset) => offset === 0))
    return { ...asked, divideBy };
  throw misfit('Expected "tensor", as the file shifts pixels, too. Received: "image".');
}

function numbersOf(scaling: ImportedNetwork['scaling']): { offsets: number[]; divisors: number[] } {
  if (!scaling) return { offsets: [0], divisors: [1] };
  return { offsets: [...scaling.offsets], divisors: [...scaling.divisors] };
}

function misfit(detail: string, pointer = '/options/preprocessing'): AppError {
  return new AppError('ERR_NETWORK', detail, { problems: [{ pointer, detail }] });
}

function expectInputs(preprocessing: Preprocessing, inputShape: readonly number[], pointer?: string): void {
  const shape = preprocessingKind(preprocessing).inputShape(preprocessing);
  const { kind } = preprocessing;
  const scaled =
    kind !== 'tensor' ||
    (preprocessing.offsets.length === preprocessing.divisors.length &&
      [1, inputShape.at(-1)].includes(preprocessing.offsets.length));
  if (shape.join() === inputShape.join() && scaled) return;
  throw misfit(
    `Expected preprocessing that makes the network's inputs of [${inputShape.join(', ')}]. Received: "${kind}", which makes [${shape.join(', ')}]${scaled ? '' : ' with as many offsets as divisors, one or one for each place of the last axis'}.`,
    pointer,
  );
}

function expectOutputs(
  layers: readonly NamedLayer[],
  inputShape: readonly number[],
  { type, labels }: Task,
  scales: number | undefined,
): void {
  const shape = placedLayers(layers, inputShape).at(-1)?.effect.outputShape ?? [];
  const activation = finalActivation(layers.at(-1));
  const fits =
    type === 'regression'
      ? activation !== 'softmax' && activation !== 'sigmoid'
      : activation === OUTPUT_ACTIVATIONS[type];
  if (shape.join() === String(labels.length) && fits && (scales === undefined || scales === labels.length)) return;
  throw new AppError(
    'ERR_MODEL_FILE',
    `Expected ${labels.length} outputs of a ${type}, as the manifest says. Received: [${shape.join(', ')}] with "${activation ?? 'none'}".`,
  );
}

const isNetwork = guard(Network);
const isRequestedTraining = guard(Training);

/** What measuring relies on; what is only drawn in training may have a form of its own. */
function isTraining(value: ResolvedTraining): boolean {
  const { augment, classWeight, ...others } = value ?? {};
  const { loss, metrics, batchSize } = others;
  if (typeof loss !== 'object' || !Array.isArray(metrics) || typeof batchSize !== 'number') return false;
  return (
    isRequestedTraining(others) &&
    [augment, classWeight].every((each) => each === undefined || typeof each === 'object')
  );
}

function planOf(
  data: unknown,
  preprocessing: Preprocessing,
  inputShape: readonly number[],
  task: Task,
): Manifest['data'] {
  const fits = (plan: Manifest['data']): boolean =>
    plan.kind === preprocessing.kind &&
    plan.inputShape.join() === inputShape.join() &&
    plan.task.type === task.type &&
    plan.task.labels.join('\0') === task.labels.join('\0');
  if (isDataPlan(data) && fits(data)) return data;
  if (GIVEN_KINDS.includes(preprocessing.kind)) return planFor(preprocessing as GivenPreprocessing, inputShape, task);
  throw new AppError('ERR_MODEL_FILE', 'Expected a manifest whose "data" fits its preprocessing. Received: another.');
}
