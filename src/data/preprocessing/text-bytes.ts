/** Bytes of a file as text. */
import { AppError } from '../../errors.ts';

/** @throws AppError ERR_INSTANCES for what is no UTF-8: letters that come out wrong would be predicted from all the same. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('ERR_INSTANCES', 'Expected a text in UTF-8. Received: bytes that are none.', { cause: error });
  }
}
