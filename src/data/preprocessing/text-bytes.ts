/** Bytes of a file as text. */
import { AppError } from '../../errors.ts';
import type { CsvReading } from './csv-reading.ts';

/**
 * UTF-8, or UTF-16 that says so by its first bytes, unless the dataset's upload said otherwise.
 * @throws AppError ERR_INSTANCES for what is neither: letters that come out wrong would be predicted from all the same.
 */
export function decodeText(bytes: Uint8Array, said?: CsvReading['encoding']): string {
  const encoding = encodingOf(bytes, said);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const detail = `Expected a text in ${encoding.toUpperCase()}. Received: bytes that are none.`;
    throw new AppError('ERR_INSTANCES', detail, { cause: error });
  }
}

function encodingOf(bytes: Uint8Array, said: CsvReading['encoding']): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (said === 'latin-1') return 'windows-1252';
  if (said !== 'utf-16') return 'utf-8';
  // Names and numbers are mostly of Latin letters, whose first half is 0.
  return first === 0 ? 'utf-16be' : 'utf-16le';
}
