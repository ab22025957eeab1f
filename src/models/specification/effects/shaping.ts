/** Shapes of layers that only move numbers about; they have no weights. */
import { pair } from '../layers/index.ts';
import { type EffectOf, expectPicture, expectSequence, inputOf, product, type Shape, unfit } from './effect.ts';

export const flatten: EffectOf<'flatten'> = (_layer, place) => ({
  outputShape: [product(inputOf(place))],
  weights: [],
});

export const reshape: EffectOf<'reshape'> = ({ targetShape }, place) => {
  const input = inputOf(place);
  const outputShape = wholeShape(targetShape, input);
  const isShape = outputShape.every((length) => Number.isInteger(length) && length > 0);
  if (!isShape || product(outputShape) !== product(input)) {
    throw unfit(
      `${place.pointer}/targetShape`,
      `Expected a shape of ${product(input)} numbers, as its input [${input.join(', ')}] has. Received: [${targetShape.join(', ')}].`,
    );
  }
  return { outputShape, weights: [] };
};

/** The target shape of a layer "reshape", its −1 replaced by what is left of the input's numbers; not whole if it does not fit. */
export function wholeShape(targetShape: Shape, input: Shape): Shape {
  const known = targetShape.filter((length) => length !== -1);
  if (known.length !== targetShape.length - 1) return targetShape;
  return targetShape.map((length) => (length === -1 ? product(input) / product(known) : length));
}

export const permute: EffectOf<'permute'> = ({ dims }, place) => {
  const input = inputOf(place);
  const axes = input.map((_, axis) => axis + 1);
  if (dims.length !== axes.length || axes.some((axis) => !dims.includes(axis))) {
    const detail = `Expected each of the axes ${axes.join(', ')} once. Received: [${dims.join(', ')}].`;
    throw unfit(`${place.pointer}/dims`, detail);
  }
  return { outputShape: dims.map((axis) => input[axis - 1] ?? 1), weights: [] };
};

export const zeroPadding1d: EffectOf<'zeroPadding1d'> = (layer, place) => {
  const [length, channels] = expectSequence(layer, place);
  const [before, after] = pair(layer.padding);
  return { outputShape: [length + before + after, channels], weights: [] };
};

export const zeroPadding2d: EffectOf<'zeroPadding2d'> = (layer, place) => {
  const [height, width, channels] = expectPicture(layer, place);
  const [[top, bottom], [left, right]] = paddings(layer.padding);
  return { outputShape: [height + top + bottom, width + left + right, channels], weights: [] };
};

/** Keras' three ways of saying them, as [[top, bottom], [left, right]]. */
export function paddings(padding: number | Shape | readonly Shape[]): readonly [Margins, Margins] {
  if (typeof padding === 'number') return paddings([padding, padding]);
  const [vertical = 0, horizontal = 0] = padding;
  return [pair(vertical), pair(horizontal)];
}

type Margins = readonly [number, number];

export const upSampling1d: EffectOf<'upSampling1d'> = (layer, place) => {
  const [length, channels] = expectSequence(layer, place);
  return { outputShape: [length * layer.size, channels], weights: [] };
};

export const upSampling2d: EffectOf<'upSampling2d'> = (layer, place) => {
  const [height, width, channels] = expectPicture(layer, place);
  const [rows, columns] = pair(layer.size);
  return { outputShape: [height * rows, width * columns, channels], weights: [] };
};
