/** HDF5 files, written and read in a thread of their own: whoever asks is not kept from anything else. */
import { Worker } from 'node:worker_threads';
import { AppError, messageOf } from '../../errors.ts';
import type { Hdf5Answer, Hdf5Content, Hdf5Limits, Hdf5Order } from './tree.ts';

export type { Hdf5Array, Hdf5Content, Hdf5Limits } from './tree.ts';

const MILLISECONDS_MAX = 60_000;
const HEAP_MIB = 512;

/** The same content gives the same bytes. */
export async function writeHdf5(content: Hdf5Content): Promise<Uint8Array> {
  const answer = await ordered({ write: content });
  if ('written' in answer) return answer.written;
  throw new Error('refusal' in answer ? answer.refusal : 'the thread misunderstood');
}

/**
 * @param bytes of the file; they are taken over. @param name for messages.
 * @throws AppError ERR_MODEL_FILE where it is damaged, too large, or takes too long.
 */
export async function readHdf5(bytes: Uint8Array, name: string, limits: Hdf5Limits): Promise<Hdf5Content> {
  const answer = await ordered({ read: { bytes, limits } }, [bytes.buffer as ArrayBuffer]);
  if ('content' in answer) return answer.content;
  const received = 'refusal' in answer ? answer.refusal : 'none';
  throw new AppError('ERR_MODEL_FILE', `Expected an HDF5 file in "${name}". Received: ${received.slice(0, 300)}.`);
}

async function ordered(order: Hdf5Order, transferred: readonly ArrayBuffer[] = []): Promise<Hdf5Answer> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    execArgv: [],
    // The library tells every mistake of a file at length; what matters of it is in the answer.
    ...{ stdout: true, stderr: true },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  const timer = setTimeout(() => void worker.terminate(), MILLISECONDS_MAX);
  try {
    return await new Promise<Hdf5Answer>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (error) => resolve({ refusal: messageOf(error) }));
      worker.once('exit', () => resolve({ refusal: `one that takes more than ${MILLISECONDS_MAX} ms` }));
      worker.postMessage(order, [...transferred]);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
