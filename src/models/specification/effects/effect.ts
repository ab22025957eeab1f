/**
 * What a layer does to shapes, told before anything is built: its output's shape, its weights, its memory; and how a
 * layer that does not fit is refused. Shapes are without the batch. Pure arithmetic.
 */
import { AppError } from '../../../errors.ts';
import type { CompleteLayer, Constraint, Initializer, LayerType, Regularizer } from '../layers/index.ts';

export type Shape = readonly number[];

export interface WeightPlan {
  /** As Keras calls it, within its layer: `kernel`, or `forward/kernel` in a bidirectional layer. */
  readonly name: string;
  readonly shape: Shape;
  /** Batch normalization's moving averages are not: they follow the data, not the gradient. */
  readonly trainable: boolean;
  readonly initializer: Initializer;
  /** Positions from (included) and to (excluded) that start with 1 whatever the initializer: an LSTM's forget gate. */
  readonly ones?: readonly [number, number];
  readonly regularizer?: Regularizer;
  readonly constraint?: Constraint;
}

export interface Effect {
  readonly outputShape: Shape;
  readonly weights: readonly WeightPlan[];
  /** Numbers that an example leaves in memory until its gradient is computed; the output's, unless said. */
  readonly activations?: number;
  /** Steps of sequences that graphs hold one by one; none, unless said. */
  readonly unrolled?: UnrolledSteps;
}

export interface UnrolledSteps {
  /** By graphs that serve, which have TensorFlow's own operations alone. */
  readonly served: number;
  /** By graphs that train and measure. */
  readonly trained: number;
}

/** Where a layer stands. */
export interface Place {
  /** The shapes that it takes: one, or several in a layer that merges. */
  readonly inputs: readonly Shape[];
  /** To the layer in the request. */
  readonly pointer: string;
  /** Whether it takes the network's own input, at most reshaped. */
  readonly raw: boolean;
}

export type EffectOf<T extends LayerType> = (layer: CompleteLayer<T>, place: Place) => Effect;

/** How many numbers a shape holds. */
export function product(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

export function inputOf({ inputs }: Place): Shape {
  return inputs[0] ?? [];
}

export function unfit(pointer: string, detail: string): AppError {
  return new AppError('ERR_NETWORK', detail, { problems: [{ pointer, detail }] });
}

/**
 * The only input, of so many axes.
 * @param what such as "pictures of [height, width, channels]".
 */
export function expectRank(layer: { readonly type: string }, place: Place, rank: number, what: string): Shape {
  const input = inputOf(place);
  if (input.length === rank) return input;
  const received = `inputs of shape [${input.join(', ')}]`;
  throw unfit(place.pointer, `Expected ${what} for a layer "${layer.type}". Received: ${received}.`);
}

export function expectSequence(layer: { readonly type: string }, place: Place): readonly [number, number] {
  return expectRank(layer, place, 2, 'sequences of [steps, features]') as [number, number];
}

export function expectPicture(layer: { readonly type: string }, place: Place): readonly [number, number, number] {
  return expectRank(layer, place, 3, 'pictures of [height, width, channels]') as [number, number, number];
}

interface WeightSettings {
  readonly trainable?: boolean;
  readonly initializer?: Initializer;
  readonly ones?: readonly [number, number];
  /** Under which name the layer has its settings: `kernel` for `kernelInitializer`, `kernelRegularizer`, … */
  readonly role: string;
}

/** A weight with the initializer, regularizer and constraint that its layer gives for it. */
export function planWeight(
  layer: object,
  pointer: string,
  name: string,
  shape: Shape,
  { role, trainable = true, initializer, ones }: WeightSettings,
): WeightPlan {
  const settings = layer as Readonly<Record<string, unknown>>;
  const chosen = initializer ?? (settings[`${role}Initializer`] as Initializer);
  const regularizer = settings[`${role}Regularizer`] as Regularizer | undefined;
  const constraint = settings[`${role}Constraint`] as Constraint | undefined;
  if (chosen === 'orthogonal' && shape.length < 2) {
    const detail =
      'Expected an initializer that suits a list of numbers. Received: "orthogonal", which needs a matrix.';
    throw unfit(`${pointer}/${role}Initializer`, detail);
  }
  if (constraint) checkConstraint(constraint, shape, `${pointer}/${role}Constraint`);
  return {
    ...{ name, shape, trainable, initializer: chosen },
    ...(ones && { ones }),
    ...(regularizer && { regularizer }),
    ...(constraint && { constraint }),
  };
}

function checkConstraint(constraint: Constraint, shape: Shape, pointer: string): void {
  if (typeof constraint === 'string' || constraint.type === 'nonNeg') return;
  const axes = [constraint.axis ?? 0].flat();
  const outside = axes.find((axis) => axis >= shape.length);
  if (outside !== undefined) {
    const detail = `Expected an axis of a weight of shape [${shape.join(', ')}]. Received: ${outside}.`;
    throw unfit(`${pointer}/axis`, detail);
  }
  if (new Set(axes).size !== axes.length) {
    throw unfit(`${pointer}/axis`, `Expected each axis once. Received: [${axes.join(', ')}].`);
  }
  if (constraint.type !== 'minMaxNorm') return;
  const { minValue = 0, maxValue = 1 } = constraint;
  if (minValue > maxValue) {
    throw unfit(`${pointer}/minValue`, `Expected at most the maxValue of ${maxValue}. Received: ${minValue}.`);
  }
}

/** A bias' plan, or none where the layer has none. */
export function planBias(
  layer: { readonly useBias: boolean },
  pointer: string,
  shape: Shape,
  ones?: readonly [number, number],
): WeightPlan[] {
  return layer.useBias ? [planWeight(layer, pointer, 'bias', shape, { role: 'bias', ...(ones && { ones }) })] : [];
}
