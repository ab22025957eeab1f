/** Shapes of layers that bring several inputs together; they have no weights. */
import type { CompleteLayer } from '../layers/index.ts';
import { type Effect, type EffectOf, type Place, type Shape, unfit } from './effect.ts';

/** The common shape to which all can be broadcast: axes count from the last, and an axis of 1 fits any. */
export function mergeAlike(layer: { readonly type: string }, { inputs, pointer }: Place): Effect {
  const rank = Math.max(...inputs.map((shape) => shape.length));
  const padded = inputs.map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const outputShape = Array.from({ length: rank }, (_, axis) => Math.max(...padded.map((shape) => shape[axis] ?? 1)));
  const fits = padded.every((shape) => shape.every((length, axis) => length === 1 || length === outputShape[axis]));
  if (!fits) {
    const detail = `Expected inputs of one shape for a layer "${layer.type}". Received: ${list(inputs)}.`;
    throw unfit(pointer, detail);
  }
  return { outputShape, weights: [] };
}

export const concatenate: EffectOf<'concatenate'> = (layer, { inputs, pointer }) => {
  const [first = []] = inputs;
  const axis = exampleAxis(layer, first.length);
  if (axis < 0 || axis >= first.length) {
    const detail = `Expected an axis from 1 to ${first.length}, or from -${first.length} to -1. Received: ${layer.axis}.`;
    throw unfit(`${pointer}/axis`, detail);
  }
  const alike = (shape: Shape): boolean =>
    shape.length === first.length && shape.every((length, at) => at === axis || length === first[at]);
  if (!inputs.every(alike)) {
    const detail = `Expected inputs of one shape but for the axis ${layer.axis}. Received: ${list(inputs)}.`;
    throw unfit(pointer, detail);
  }
  const joined = inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  return { outputShape: first.map((length, at) => (at === axis ? joined : length)), weights: [] };
};

/** Which of an example's axes is meant, from 0: Keras counts the batch as axis 0. */
export function exampleAxis({ axis }: CompleteLayer<'concatenate'>, rank: number): number {
  return axis < 0 ? rank + axis : axis - 1;
}

function list(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
}
