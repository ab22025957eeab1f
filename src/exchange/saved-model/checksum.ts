/** CRC-32C (Castagnoli), as TensorFlow stores it: masked, because a checksum of bytes that hold checksums would be weak. */
import crc32c from 'crc-32/crc32c.js';

const MASK_DELTA = 0xa282ead8;
const CHUNK_BYTES = 4 * 1024 * 1024;

export function maskedChecksum(bytes: Uint8Array): number {
  return masked(crc32c.buf(bytes));
}

/** The same in pieces, between which `breathe` may give way to other work. */
export async function maskedChecksumOfMany(
  bytes: Uint8Array,
  breathe: () => Promise<void> | undefined,
): Promise<number> {
  let checksum = 0;
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    checksum = crc32c.buf(bytes.subarray(from, from + CHUNK_BYTES), checksum);
    await breathe();
  }
  return masked(checksum);
}

function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + MASK_DELTA) >>> 0;
}
