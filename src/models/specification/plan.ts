/**
 * Plans a network before anything is built: every layer's output shape and parameters, or a problem that points to
 * what does not fit or is too large. Pure arithmetic, no TensorFlow.
 */
import { type CategoryColumn, withCategories } from './category-columns.ts';
import { type Effect, product, type Shape, unfit } from './effects/index.ts';
import type { Layer, LayerType, NamedLayer } from './layers/index.ts';
import { type InputNumbers, refuseLookUps } from './look-ups.ts';
import { trainingBytes } from './memory.ts';
import type { ChosenNetwork } from './network.ts';
import { type ResolvedOptimizer, resolveOptimizer } from './optimizers.ts';
import { finalActivation, type PlacedLayer, placeLayers } from './placement.ts';
import { presetLayers } from './presets.ts';
import type { TaskType } from './task.ts';
import { refuseTooManySteps, unrolledStepsOf } from './unrolled-steps.ts';
import { nameLayers } from './wiring.ts';

/** What a network is made for: the shape of its inputs (without the batch) and what it is to tell. Of tokens, presets begin with an embedding. */
export interface NetworkTarget extends InputNumbers {
  readonly inputShape: readonly number[];
  /** Numbers that it tells of an example: one for each class, label or target. */
  readonly outputs: number;
  /** Classification unless given. */
  readonly task?: TaskType;
  /** Of rows, the inputs that are numbers of categories: presets begin with their embeddings. */
  readonly categories?: readonly CategoryColumn[];
  /** Examples that are trained on at once: 32 unless given. */
  readonly batchSize?: number;
  /** Adam unless given. */
  readonly optimizer?: ResolvedOptimizer;
}

export interface PlannedLayer {
  readonly name: string;
  readonly type: LayerType;
  readonly outputShape: readonly number[];
  /** All of them, those that training does not change included. */
  readonly parameters: number;
  /** 0 of a layer that is frozen. */
  readonly trainableParameters: number;
}

export interface NetworkPlan {
  /** The whole network, every layer named, with its output layer. */
  readonly layers: readonly NamedLayer[];
  readonly summary: readonly PlannedLayer[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Memory of training: what a batch leaves until its gradient is computed, and all copies of the weights. */
  readonly activationBytes: number;
  /** Of recurrent layers: what a training graph holds one by one. */
  readonly unrolledSteps: number;
}

export interface NetworkLimits {
  readonly parametersMax: number;
  /** Numbers in one example's activations, of one layer. */
  readonly activationsMax?: number;
  /** Memory of training, as `activationBytes` tells it: 2 GiB unless given. */
  readonly activationBytesMax?: number;
}

const ACTIVATIONS_MAX = 50_000_000;
const ACTIVATION_BYTES_MAX = 2 ** 31;
const BATCH_SIZE = 32;
const MIB = 2 ** 20;

/** What the last layer makes of its sums: shares of all classes, a chance for each label, or numbers as they are. */
export const OUTPUT_ACTIVATIONS = {
  classification: 'softmax',
  multiLabelClassification: 'sigmoid',
  regression: 'linear',
} as const satisfies Record<TaskType, string>;

/**
 * Plans a network for its data. Explicit layers get an output layer with a unit for each output, of the task's activation,
 * unless their last one is that already.
 * @throws AppError ERR_NETWORK whose problems point into the request, `/network/layers/2/…`.
 */
export function planNetwork(network: ChosenNetwork, target: NetworkTarget, limits: NetworkLimits): NetworkPlan {
  const explicit = typeof network === 'object' && 'layers' in network;
  const hidden = explicit ? withCategories(network.layers, target.categories) : presetLayers(network, target);
  const pointerOf = (index: number): string =>
    explicit ? `/network/layers/${Math.min(index, hidden.length - 1)}` : '/network';
  const placed = withOutput(hidden, target, pointerOf);
  refuseLookUps(placed, target, pointerOf);
  for (const [index, each] of placed.entries()) refuseTooLarge(each, pointerOf(index), limits);
  refuseTooManySteps(placed, pointerOf);
  const { outputShape } = (placed.at(-1) as PlacedLayer).effect;
  if (outputShape.length !== 1) throw unfit(pointerOf(placed.length - 1), notFlat(outputShape));
  const bytesOf = (batchSize: number): number => bytesOfTraining(placed, target, batchSize);
  const plan = { ...summarize(placed), activationBytes: bytesOf(target.batchSize ?? BATCH_SIZE) };
  refuseTooMuch(plan, bytesOf, limits);
  return plan;
}

function withOutput(
  hidden: readonly Layer[],
  { inputShape, outputs, task = 'classification' }: NetworkTarget,
  pointerOf: (index: number) => string,
): PlacedLayer[] {
  const placed = placeLayers(nameLayers(hidden), inputShape, pointerOf);
  const last = placed.at(-1);
  const activation = OUTPUT_ACTIVATIONS[task];
  if (finalActivation(last?.layer) === activation && last?.effect.outputShape.join() === `${outputs}`) return placed;
  if (
    task === 'classification' &&
    outputs === 2 &&
    finalActivation(last?.layer) === 'sigmoid' &&
    last?.effect.outputShape.join() === '1'
  )
    return placeLayers(nameLayers(withBinaryHead(hidden)), inputShape, pointerOf);
  const output: Layer = { type: 'dense', units: outputs, activation };
  return placeLayers(nameLayers([...hidden, output]), inputShape, pointerOf);
}

/**
 * A single unit with a sigmoid, as Keras' users write two classes. Its sum z beside a 0 is told by a softmax as 1 − σ(z) and
 * σ(z): the same network, with an output for each class.
 */
function withBinaryHead(hidden: readonly Layer[]): Layer[] {
  const last = { ...hidden.at(-1), activation: 'linear' } as Layer;
  return [
    ...hidden.slice(0, -1),
    last,
    { type: 'reshape', targetShape: [1, 1] },
    { type: 'zeroPadding1d', padding: [1, 0] },
    { type: 'flatten' },
    { type: 'softmax' },
  ];
}

function bytesOfTraining(
  placed: readonly PlacedLayer[],
  { inputShape, optimizer = resolveOptimizer('adam') }: NetworkTarget,
  batchSize: number,
): number {
  return trainingBytes(placed, inputShape, { batchSize, optimizer });
}

function summarize(placed: readonly PlacedLayer[]): Omit<NetworkPlan, 'activationBytes'> {
  const summary = placed.map(({ layer: { name, type }, effect }) => {
    const parameters = countParameters(effect, () => true);
    const trainableParameters = countParameters(effect, ({ trainable }) => trainable);
    return { name, type, outputShape: effect.outputShape, parameters, trainableParameters };
  });
  return {
    layers: placed.map(({ layer }) => layer),
    summary,
    parameters: summary.reduce((sum, { parameters }) => sum + parameters, 0),
    trainableParameters: summary.reduce((sum, { trainableParameters }) => sum + trainableParameters, 0),
    unrolledSteps: unrolledStepsOf(placed),
  };
}

function countParameters({ weights }: Effect, counts: (weight: Effect['weights'][number]) => boolean): number {
  return weights.filter(counts).reduce((sum, { shape }) => sum + product(shape), 0);
}

/** Outputs are told for a whole example: an output of more axes would hold a choice at each of its places. */
function notFlat(shape: Shape): string {
  return `Expected layers that end in one list of numbers for each example, as after a layer "flatten". Received: outputs of shape [${shape.join(', ')}].`;
}

function refuseTooLarge({ layer, effect }: PlacedLayer, pointer: string, limits: NetworkLimits): void {
  const max = limits.activationsMax ?? ACTIVATIONS_MAX;
  if (product(effect.outputShape) > max) {
    const shape = effect.outputShape.join(', ');
    throw unfit(
      pointer,
      `Expected a layer output of at most ${max} numbers. Received: "${layer.name}" with [${shape}].`,
    );
  }
}

function refuseTooMuch(plan: NetworkPlan, bytesOf: (batchSize: number) => number, limits: NetworkLimits): void {
  const { parameters, trainableParameters, activationBytes } = plan;
  if (trainableParameters === 0) {
    throw unfit('/network', 'Expected a layer with weights to train, such as "dense". Received: none.');
  }
  const { parametersMax, activationBytesMax = ACTIVATION_BYTES_MAX } = limits;
  if (parameters > parametersMax) {
    throw unfit('/network', `Expected at most ${parametersMax} parameters. Received: a network of ${parameters}.`);
  }
  if (activationBytes <= activationBytesMax) return;
  const isBatch = bytesOf(1) <= activationBytesMax;
  const [expected, received] = [Math.floor(activationBytesMax / MIB), Math.ceil(activationBytes / MIB)];
  throw unfit(
    isBatch ? '/training/batchSize' : '/network',
    `Expected a training that takes at most ${expected} MiB of memory besides its examples (TRAINER_MEMORY_BYTES, without what TensorFlow itself takes). ` +
      `Received: about ${received} MiB. Try ${isBatch ? 'a smaller batch, or ' : ''}fewer or smaller layers.`,
  );
}
