/** Outputs as raw bytes: little-endian, row-major; an element of BYTES has its length in 32 bits before it. */

const LENGTH_BYTES = 4;

/** Numbers of one datatype as raw bytes. */
export function encodeNumbers(datatype: 'FP32' | 'FP64', numbers: readonly number[]): Buffer {
  const array = datatype === 'FP32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
  return Buffer.from(array.buffer);
}

/** Texts as raw bytes. */
export function encodeTexts(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}
