/** JSON in the files of others. */
import { AppError, messageOf } from '../../errors.ts';

type Reviver = (key: string, value: unknown) => unknown;

/** @param name of the file, for messages. @throws AppError ERR_MODEL_FILE. */
export function parseJson(bytes: Buffer | string, name: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(bytes.toString(), reviver);
  } catch (error) {
    throw new AppError('ERR_MODEL_FILE', `Expected JSON in "${name}". Received: ${messageOf(error)}.`);
  }
}
