/** Pictures and arrays: numbers of one shape. */
import type { Preprocessing } from '../../../data/index.ts';
import { feed, scaled, type WritePreprocessing } from './kind.ts';

/** Pixels as bytes: files are not decoded, since fitting them to the size would give other pixels. */
export const writeImage: WritePreprocessing<Extract<Preprocessing, { kind: 'image' }>> = (writer, preprocessing) => {
  const { height, width, channels, divideBy } = preprocessing;
  const image = feed(writer, 'image', 'uint8', [-1, height, width, channels]);
  const notes = [`Pictures are taken as pixels of ${height}×${width}×${channels}, not as files.`];
  // A quotient of two float32 is the same whether it is rounded once or by way of float64.
  const output =
    Math.fround(divideBy) === divideBy
      ? writer.with('RealDiv', writer.cast(image.output, 'float32'), divideBy)
      : scaled(writer, image.output, [0], [divideBy]);
  return { inputs: [image], output, notes };
};

export const writeTensor: WritePreprocessing<Extract<Preprocessing, { kind: 'tensor' }>> = (
  writer,
  { shape, offsets, divisors },
) => {
  const tensor = feed(writer, 'tensor', 'float32', [-1, ...shape]);
  const isPlain = offsets.every((offset) => offset === 0) && divisors.every((divisor) => divisor === 1);
  return {
    inputs: [tensor],
    output: isPlain ? tensor.output : scaled(writer, tensor.output, offsets, divisors),
    notes: [],
  };
};
