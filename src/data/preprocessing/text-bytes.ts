/** Bytes of a file as text. */
import { AppError } from '../../errors.ts';

/** UTF-8, or UTF-16 that says so by its first bytes. @throws AppError ERR_INSTANCES for what is neither: letters that come out wrong would be predicted from all the same. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('ERR_INSTANCES', 'Expected a text in UTF-8. Received: bytes that are none.', { cause: error });
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
