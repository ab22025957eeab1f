/**
 * Layers that look numbers of the inputs up: whether the data has such numbers, and where they lie among the inputs. What such
 * a layer takes is the network's own input, at most reshaped (`placement.ts` sees to that). Pure.
 */
import { product, type Shape, unfit } from './effects/index.ts';
import type { PlacedLayer } from './placement.ts';
import { INPUT_SOURCE } from './wiring.ts';

/** Numbers of inputs that are to be whole ones, from 0 to `count − 1`. */
export interface LookedUp {
  readonly count: number;
  /** Which of an input's numbers; all of them unless given. */
  readonly place?: number;
}

export interface InputNumbers {
  /** Set where inputs are no whole numbers: what they are instead, for a refusal. */
  readonly fractions?: string;
  /** Of tokens, which are whole numbers below this. */
  readonly vocabularySize?: number;
}

/** @returns nothing where inputs are not looked up. */
export function lookedUp(placed: readonly PlacedLayer[], inputShape: Shape): LookedUp[] {
  return placed.flatMap(({ layer, sources: [source = INPUT_SOURCE] }) => {
    if (layer.type === 'embedding') return [{ count: layer.inputDim }];
    if (layer.type !== 'categoryEmbedding') return [];
    const placeOf = (index: number): number => placeAmongInputs(index, source, placed, inputShape);
    return (layer.columns ?? []).map(({ index, inputDim }) => ({ count: inputDim, place: placeOf(index) }));
  });
}

/**
 * @param pointerOf to a layer in the request, by its number.
 * @throws AppError ERR_NETWORK for an embedding of what is no whole number, and for one that has too few.
 */
export function refuseLookUps(
  placed: readonly PlacedLayer[],
  { fractions, vocabularySize = 0 }: InputNumbers,
  pointerOf: (index: number) => string,
): void {
  for (const [index, { layer }] of placed.entries()) {
    if (layer.type !== 'embedding') continue;
    if (fractions !== undefined) {
      const detail = `Expected inputs that are whole numbers, as tokens are, for a layer "embedding". Received: ${fractions}.`;
      throw unfit(pointerOf(index), detail);
    }
    if (layer.inputDim < vocabularySize) {
      const detail = `Expected at least the ${vocabularySize} tokens of the data. Received: ${layer.inputDim}.`;
      throw unfit(`${pointerOf(index)}/inputDim`, detail);
    }
  }
}

/** Where a number of a layer's output lies among the network's inputs, where all layers on the way only move numbers. */
function placeAmongInputs(place: number, source: number, placed: readonly PlacedLayer[], inputShape: Shape): number {
  const from = placed[source];
  if (source === INPUT_SOURCE || from === undefined) return place;
  const [before = INPUT_SOURCE] = from.sources;
  const taken = placed[before]?.effect.outputShape ?? inputShape;
  const { layer, effect } = from;
  const moved = layer.type === 'permute' ? placeBefore(place, layer.dims, effect.outputShape, taken) : place;
  return placeAmongInputs(moved, before, placed, inputShape);
}

/** @param dims which of the axes before each axis is, from 1. */
function placeBefore(place: number, dims: Shape, after: Shape, before: Shape): number {
  let rest = place;
  let sum = 0;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const length = after[axis] ?? 1;
    sum += (rest % length) * product(before.slice(dims[axis] ?? 1));
    rest = Math.floor(rest / length);
  }
  return sum;
}
