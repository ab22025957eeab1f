/**
 * What happens to a raw input before a network sees it. It is saved with the version, so that training and
 * prediction do the same: pictures keep pixels from 0 to 255 until here.
 */
import Type, { type Static } from 'typebox';

export const Preprocessing = Type.Object({
  kind: Type.Literal('image'),
  height: Type.Integer({ minimum: 1 }),
  width: Type.Integer({ minimum: 1 }),
  channels: Type.Union([Type.Literal(1), Type.Literal(3), Type.Literal(4)]),
  /** Every pixel is divided by this. */
  divideBy: Type.Number({ exclusiveMinimum: 0 }),
});
export type Preprocessing = Static<typeof Preprocessing>;

/** The shape of one raw input, which is the network's input shape too: `[height, width, channels]`. */
export function inputShapeOf(preprocessing: Preprocessing): readonly [number, number, number] {
  return [preprocessing.height, preprocessing.width, preprocessing.channels];
}

/** Applies preprocessing in place: to any number of raw inputs, one after the other. */
export function preprocess(preprocessing: Preprocessing, inputs: Float32Array): void {
  const { divideBy } = preprocessing;
  for (let index = 0; index < inputs.length; index++) inputs[index] = (inputs[index] as number) / divideBy;
}

/**
 * What preprocessing makes of each of the 256 byte values, for pictures that are kept as bytes: the same numbers as
 * `preprocess` gives, without a division per pixel.
 */
export function byteTable(preprocessing: Preprocessing): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, byte) => byte);
  preprocess(preprocessing, table);
  return table;
}
