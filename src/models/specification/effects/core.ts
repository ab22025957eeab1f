/** Shapes and weights of layers that work on features, and of activations. */
import type { CompleteLayer } from '../layers/index.ts';
import { type Effect, type EffectOf, expectRank, inputOf, type Place, planBias, planWeight, unfit } from './effect.ts';

export const dense: EffectOf<'dense'> = (layer, place) => {
  const input = inputOf(place);
  const { units } = layer;
  return {
    outputShape: [...input.slice(0, -1), units],
    weights: [
      planWeight(layer, place.pointer, 'kernel', [input.at(-1) ?? 1, units], { role: 'kernel' }),
      ...planBias(layer, place.pointer, [units]),
    ],
  };
};

/** Looks whole numbers up: they must come from the data, for what a layer computes is no whole number. */
export const embedding: EffectOf<'embedding'> = (layer, place) => {
  const { inputDim, outputDim } = layer;
  if (!place.raw) throw unfit(place.pointer, notRaw(layer.type));
  return {
    outputShape: [...inputOf(place), outputDim],
    weights: [planWeight(layer, place.pointer, 'embeddings', [inputDim, outputDim], { role: 'embeddings' })],
  };
};

function notRaw(type: string): string {
  return `Expected the network's own input, at most reshaped, for a layer "${type}". Received: what a layer computes.`;
}

/** The inputs that are no categories first, in their order; then what is looked up for each of the columns. */
export const categoryEmbedding: EffectOf<'categoryEmbedding'> = (layer, place) => {
  const [inputs = 0] = expectRank(layer, place, 1, 'rows of [inputs]');
  const { columns } = layer;
  if (!place.raw) throw unfit(place.pointer, notRaw(layer.type));
  if (!columns) {
    const detail = 'Expected columns, as the data has none that are embedded. Received: none.';
    throw unfit(place.pointer, detail);
  }
  for (const [position, { index }] of columns.entries()) {
    const pointer = `${place.pointer}/columns/${position}/index`;
    if (index >= inputs)
      throw unfit(pointer, `Expected one of the inputs from 0 to ${inputs - 1}. Received: ${index}.`);
    if (columns.findIndex((column) => column.index === index) < position)
      throw unfit(pointer, `Expected each input once. Received: ${index} again.`);
  }
  const embedded = columns.reduce((sum, { outputDim }) => sum + outputDim, 0);
  return {
    outputShape: [inputs - columns.length + embedded],
    weights: columns.map(({ index, inputDim, outputDim }) =>
      planWeight(layer, place.pointer, `column${index}/embeddings`, [inputDim, outputDim], { role: 'embeddings' }),
    ),
  };
};

/** A slope for each input, or one for all along the shared axes (which count from 1). */
export const prelu: EffectOf<'prelu'> = (layer, place) => {
  const input = inputOf(place);
  const { sharedAxes = [] } = layer;
  const outside = sharedAxes.find((axis) => axis > input.length);
  if (outside !== undefined) {
    const detail = `Expected axes from 1 to ${input.length}. Received: ${outside}.`;
    throw unfit(`${place.pointer}/sharedAxes`, detail);
  }
  const shape = input.map((length, axis) => (sharedAxes.includes(axis + 1) ? 1 : length));
  return { outputShape: input, weights: [planWeight(layer, place.pointer, 'alpha', shape, { role: 'alpha' })] };
};

/** Of a layer that changes numbers, but no shape. */
export function unchanged(_layer: CompleteLayer<'softmax'> | object, place: Place): Effect {
  return { outputShape: inputOf(place), weights: [] };
}
