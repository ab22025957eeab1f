/** The thread that reads large bodies, one after the other, for `reader.ts`, which starts it. */
import { parentPort } from 'node:worker_threads';
import { AppError, codeOf, messageOf, type Problem } from '../errors.ts';
import type { Form, Readings, ReadVersion, RequestBody } from './requests/forms.ts';
import { readRequest } from './requests/index.ts';
import { readPlain } from './requests/plain.ts';

export interface ReadingOrder {
  readonly body: RequestBody;
  /** Told in full the first time, by its number from then on. */
  readonly version: { readonly number: number; readonly learnt?: ReadVersion };
  readonly countMax: number;
  /** Numbers that will not come again. */
  readonly forgotten: readonly number[];
}

/** Errors cross the border in their parts, as they do between processes. */
export type ReadingAnswer =
  | { readonly reading: Readings[Form] }
  | { readonly code: string | undefined; readonly message: string; readonly problems?: readonly Problem[] };

const known = new Map<number, ReadVersion>();

parentPort?.on('message', async (order: ReadingOrder) => {
  try {
    const reading = await read(order);
    parentPort?.postMessage({ reading } satisfies ReadingAnswer, [reading.inputs.buffer as ArrayBuffer]);
  } catch (error) {
    const { problems } = error instanceof AppError ? error : {};
    parentPort?.postMessage({
      ...{ code: codeOf(error), message: messageOf(error) },
      ...(problems && { problems }),
    } satisfies ReadingAnswer);
  }
});

async function read({ version: { number, learnt }, body, countMax, forgotten }: ReadingOrder): Promise<Readings[Form]> {
  for (const each of forgotten) known.delete(each);
  const version = learnt ?? known.get(number);
  if (!version) throw new RangeError(`Expected the number of a known version. Received: ${number}.`);
  known.set(number, version);
  return readPlain(version, body, countMax) ?? readRequest(version, body, countMax);
}
