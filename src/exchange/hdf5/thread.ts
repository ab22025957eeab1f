/**
 * The thread in which HDF5 files are written and read. It does one order.
 *
 * DESIGN A file that somebody sent ends with its thread, whatever it does to the library. Files note when their parts were made;
 * in this thread it is always the same time, so that the same content gives the same bytes.
 */
import { parentPort } from 'node:worker_threads';
import { Refusal, readFile, writeFile } from './file.ts';
import type { Hdf5Answer, Hdf5Order } from './tree.ts';

parentPort?.once('message', async (order: Hdf5Order) => {
  Date.now = () => 0;
  let answer: Hdf5Answer;
  try {
    answer =
      'write' in order
        ? { written: await writeFile(order.write) }
        : { content: await readFile(order.read.bytes, order.read.limits) };
  } catch (error) {
    answer = { refusal: error instanceof Refusal ? error.message : firstOf(String(error)) };
  }
  parentPort?.postMessage(answer, transferredOf(answer));
});

/** Of the library's account of an error, the first thing that it says. */
function firstOf(account: string): string {
  const [, said = account] = /\(\): ([^\n]+)/.exec(account) ?? [];
  return `one of which the library says: ${said}`;
}

function transferredOf(answer: Hdf5Answer): ArrayBuffer[] {
  if ('written' in answer) return [answer.written.buffer as ArrayBuffer];
  if ('refusal' in answer) return [];
  return Object.values(answer.content.arrays).map(({ values }) => values.buffer as ArrayBuffer);
}
