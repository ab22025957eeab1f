/**
 * What a training takes of memory, told before anything is built: right to a factor of about two, measured on networks of
 * many kinds (`test/models/memory.test.ts`). Pure arithmetic, no TensorFlow.
 *
 * What takes most is the recording of a step, which computes it once by single operations: until its gradients are all
 * there, each operation's result is kept, and each result's gradient. The factors below count them, for each number that a
 * layer puts out. TensorFlow keeps what it was given for what comes next, so that the largest of all that comes is what counts.
 */
import { product } from './effects/index.ts';
import { type Activation, completed, type Layer, type LayerType, pair } from './layers/index.ts';
import type { ResolvedOptimizer } from './optimizers.ts';
import type { PlacedLayer } from './placement.ts';
import { isOneLstm, unrolledStepsOf } from './unrolled-steps.ts';

const BYTES_PER_NUMBER = 4;
/** Graphs, and what the process keeps besides: 16 MiB. */
const CONSTANT_BYTES = 16 * 2 ** 20;
/** Of a step that a graph holds by itself: its part of the graphs that train and measure. */
const UNROLLED_STEP_BYTES = 0.9 * 2 ** 20;
/** A batch is there as the array that is filled, as TensorFlow's, and as the one that is recorded with. */
const INPUT_COPIES = 3;
/** The network's, the optimizer's, the session's, those to go back to after recording, a gradient, and one that is read. */
const WEIGHT_COPIES = 6;
/** The optimizer's, the session's, and the one that it starts from or a checkpoint is written from. */
const SLOT_COPIES = 3;
/** Of what recurrent layers make on their way, where nothing needs a gradient and their steps are single operations. */
const MEASURED_RECURRENT_COPIES = 5;
/** Of the largest result: what leads to it is there with it, and a part of what its activation makes. */
const MEASURED_LARGEST_COPIES = 2;
const MEASURED_ACTIVATION_SHARE = 0.25;

const MEASURED_ROWS_MAX = 256;
/** 256 MiB of inputs and of what layers put out. */
const MEASURED_NUMBERS_MAX = 64 * 1024 * 1024;

/** Numbers for each number of the result, beside those of the layer's sums. */
const ACTIVATION_COPIES: Readonly<Record<Activation, number>> = {
  linear: 0,
  ...{ relu: 3.5, elu: 3.5, selu: 3.5, celu: 3.5, sigmoid: 3.5, tanh: 3.5, softplus: 3.5, exponential: 3.5 },
  ...{
    softmax: 4,
    logSoftmax: 6,
    relu6: 7,
    hardTanh: 7,
    logSigmoid: 8,
    tanhShrink: 8,
    softShrink: 8,
    silu: 9,
    swish: 9,
    mish: 10,
  },
  ...{ hardSigmoid: 10, leakyRelu: 12, hardShrink: 12, softsign: 12, hardSilu: 14, hardSwish: 14 },
  ...{ squareplus: 14, gelu: 18 },
};

/** Where a layer is not named here, its result and two for the gradient. */
const USUAL_COPIES = 3;
const LAYER_COPIES: Partial<Record<LayerType, number>> = {
  // The same numbers, only called otherwise.
  ...{ flatten: 0, reshape: 0 },
  ...{ conv1d: 4, conv2d: 4, depthwiseConv2d: 4, separableConv1d: 4, separableConv2d: 4 },
  ...{ dropout: 6, gaussianNoise: 6, layerNormalization: 10 },
  ...{ activation: 0, relu: 3.5, elu: 3.5, leakyRelu: 9, prelu: 9, softmax: 4 },
  ...{ lstm: 6, gru: 6, simpleRnn: 4 },
};
const RECURRENT: readonly LayerType[] = ['lstm', 'gru', 'simpleRnn'];
/** As one operation of our own, with what it keeps for its gradient. */
const WHOLE_LSTM_COPIES = 2;
/** The convolution with it: only what is largest is kept, and where it was. */
const POOLED_COPIES = 4;

export interface TrainingMemory {
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
}

/** @returns bytes that a training takes, beside its examples and what the process takes before. */
export function trainingBytes(
  placed: readonly PlacedLayer[],
  inputShape: readonly number[],
  { batchSize, optimizer }: TrainingMemory,
): number {
  const inputs = INPUT_COPIES * product(inputShape);
  const trainedNumbers = batchSize * (inputs + stepNumbers(placed));
  const heldBackNumbers = measuredRowsMax(placed, inputShape) * (inputs + measuredNumbers(placed));
  const numbers = Math.max(trainedNumbers, heldBackNumbers) + weightNumbers(placed, optimizer);
  const graphs = CONSTANT_BYTES + Math.ceil(UNROLLED_STEP_BYTES * unrolledStepsOf(placed));
  return graphs + BYTES_PER_NUMBER * Math.ceil(numbers);
}

/** How many examples can be measured or predicted at once, so that what layers put out stays within a bounded memory. */
export function measuredRowsMax(placed: readonly PlacedLayer[], inputShape: readonly number[]): number {
  const numbers = product(inputShape) + outputNumbers(placed);
  return Math.max(1, Math.min(MEASURED_ROWS_MAX, Math.floor(MEASURED_NUMBERS_MAX / numbers)));
}

/** All copies of weights, and of what the optimizer keeps of those that are trained. */
export function weightNumbers(placed: readonly PlacedLayer[], optimizer: ResolvedOptimizer): number {
  const copies = SLOT_COPIES * slotsOf(optimizer);
  return placed
    .flatMap(({ effect }) => effect.weights)
    .reduce((sum, { shape, trainable }) => sum + product(shape) * (WEIGHT_COPIES + (trainable ? copies : 0)), 0);
}

/** Of one example: what a step keeps until its gradients are computed. */
export function stepNumbers(placed: readonly PlacedLayer[]): number {
  const pooled = pooledConvolutions(placed);
  const poolings = new Set(pooled.values());
  return placed.reduce((sum, each, index) => {
    if (pooled.has(index)) return sum;
    return sum + numbersOf(each) * (poolings.has(index) ? POOLED_COPIES : copiesOf(each.layer));
  }, 0);
}

/** Of one example that is only measured: each layer's result is kept, what the layer made on its way is freed. */
function measuredNumbers(placed: readonly PlacedLayer[]): number {
  const kept = placed.map((each) => numbersOf(each) * (isUnrolled(each.layer) ? MEASURED_RECURRENT_COPIES : 1));
  const onTheWay = placed.map((each) => {
    if (isUnrolled(each.layer)) return 0;
    return numbersOf(each) * (MEASURED_LARGEST_COPIES + MEASURED_ACTIVATION_SHARE * activationCopies(each.layer));
  });
  return kept.reduce((sum, numbers) => sum + numbers, Math.max(0, ...onTheWay));
}

function isUnrolled(layer: Layer): boolean {
  if (layer.type === 'bidirectional') return isUnrolled(layer.layer);
  return RECURRENT.includes(layer.type) && !isOneLstm(layer);
}

/** Of one example: what layers put out, and what recurrent ones make on their way. */
function outputNumbers(placed: readonly PlacedLayer[]): number {
  return placed.reduce((sum, each) => sum + numbersOf(each), 0);
}

function numbersOf({ effect }: PlacedLayer): number {
  return effect.activations ?? product(effect.outputShape);
}

function copiesOf(layer: Layer): number {
  if (layer.type === 'bidirectional' || layer.type === 'timeDistributed') return copiesOf(layer.layer);
  if (isOneLstm(layer)) return WHOLE_LSTM_COPIES;
  const copies = LAYER_COPIES[layer.type] ?? USUAL_COPIES;
  return RECURRENT.includes(layer.type) ? copies : copies + activationCopies(layer);
}

function activationCopies(layer: Layer): number {
  const { activation } = completed<'activation'>(layer as never);
  return activation === undefined ? 0 : ACTIVATION_COPIES[activation];
}

/** Convolutions that training computes with their pooling, each with its number: as `src/models/layers/pooled-convolution.ts`. */
function pooledConvolutions(placed: readonly PlacedLayer[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [pooling, { layer, sources }] of placed.entries()) {
    const [convolution = -1] = sources;
    const takers = placed.filter((other) => other.sources.includes(convolution));
    if (takers.length === 1 && canPool(placed[convolution]?.layer, layer)) found.set(convolution, pooling);
  }
  return found;
}

function canPool(first: Layer | undefined, second: Layer): boolean {
  if (first?.type !== 'conv2d' || second.type !== 'maxPooling2d') return false;
  const { activation, strides, dilationRate } = completed<'conv2d'>(first);
  const { poolSize, strides: poolStrides = poolSize } = completed<'maxPooling2d'>(second);
  return (
    activation === 'relu' &&
    [...pair(strides), ...pair(dilationRate)].every((side) => side === 1) &&
    [...pair(poolSize), ...pair(poolStrides)].every((side) => side === 2)
  );
}

/** How many numbers the optimizer keeps for each that is trained: as `src/engine/optimizers/rules.ts`. */
function slotsOf(optimizer: ResolvedOptimizer): number {
  switch (optimizer.type) {
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'rmsprop':
      return optimizer.centered ? 3 : 2;
    case 'adagrad':
      return 1;
    case 'adam':
    case 'adamw':
      return optimizer.amsgrad ? 3 : 2;
    default:
      return 2;
  }
}
