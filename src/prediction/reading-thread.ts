/** The thread that reads large bodies, one after the other, for `reader.ts`, which starts it. */
import { parentPort } from 'node:worker_threads';
import type { Preprocessing } from '../data/index.ts';
import { codeOf, messageOf } from '../errors.ts';
import { type RequestBody, readInputs } from './read-inputs.ts';

export interface ReadingOrder extends RequestBody {
  /** Told in full the first time, by its number from then on. */
  readonly preprocessing: { readonly number: number; readonly learnt?: Preprocessing };
  readonly countMax: number;
  /** Numbers that will not come again. */
  readonly forgotten: readonly number[];
}

/** Errors cross the border as code and message, as they do between processes. */
export type ReadingAnswer =
  | { readonly inputs: Float32Array }
  | { readonly code: string | undefined; readonly message: string };

const known = new Map<number, Preprocessing>();

parentPort?.on('message', async (order: ReadingOrder) => {
  try {
    const inputs = await read(order);
    parentPort?.postMessage({ inputs } satisfies ReadingAnswer, [inputs.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort?.postMessage({ code: codeOf(error), message: messageOf(error) } satisfies ReadingAnswer);
  }
});

function read({
  preprocessing: { number, learnt },
  countMax,
  forgotten,
  ...body
}: ReadingOrder): Promise<Float32Array> {
  for (const each of forgotten) known.delete(each);
  const preprocessing = learnt ?? known.get(number);
  if (!preprocessing) throw new RangeError(`Expected the number of a known preprocessing. Received: ${number}.`);
  known.set(number, preprocessing);
  return readInputs(preprocessing, body, countMax);
}
