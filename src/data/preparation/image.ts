/** Examples whose pictures are kept as bytes, a quarter of the memory of floats: `Examples` over a byte array. */
import type { Examples } from './examples.ts';
import { byteTable, inputShapeOf, type Preprocessing } from './preprocessing.ts';

export interface ByteImages extends Examples {
  /** The raw bytes of one picture, row-major. */
  picture(index: number): Uint8Array;
}

/**
 * Makes examples of pictures that lie one after the other in `pixels`.
 * @throws RangeError if there is not a label for every picture.
 */
export function byteImages(pixels: Uint8Array, labels: Uint8Array, preprocessing: Preprocessing): ByteImages {
  const shape = inputShapeOf(preprocessing);
  const size = shape[0] * shape[1] * shape[2];
  const count = labels.length;
  if (pixels.length !== count * size) {
    throw new RangeError(`Expected ${count} pictures of ${size} bytes. Received: ${pixels.length} bytes.`);
  }
  const table = byteTable(preprocessing);
  return {
    count,
    shape,
    labels: Int32Array.from(labels),
    bytes: { values: pixels, divideBy: preprocessing.divideBy },
    picture: (index) => pixels.subarray(index * size, (index + 1) * size),
    writeInputs(indices, from, to, out) {
      let position = 0;
      for (let index = from; index < to; index++) {
        const start = (indices[index] as number) * size;
        for (let pixel = start; pixel < start + size; pixel++)
          out[position++] = table[pixels[pixel] as number] as number;
      }
    },
  };
}
