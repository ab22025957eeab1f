/** Bytes that come over time, into a file: counted, hashed, limited, flushed. Knows nothing of where they come from. */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { StreamedValue, StreamOptions } from './storage.ts';

/**
 * Writes all that comes to a new file.
 * @throws AppError ERR_TOO_LARGE beyond the limit; what the stream or the disk throws, or the signal's reason.
 */
export async function receive(bytes: Readable, file: string, options: StreamOptions): Promise<StreamedValue> {
  const { bytesMax, signal } = options;
  const hash = createHash('sha256');
  let received = 0;
  // Leaving the loop by an error destroys the stream, and so does the signal.
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of addAbortSignal(signal, bytes) as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (received > bytesMax)
        throw new AppError('ERR_TOO_LARGE', `Expected at most ${bytesMax} bytes. Received: more than that.`);
      hash.update(chunk);
      yield chunk;
    }
  }
  const handle = await fs.open(file, 'wx');
  try {
    await fs.writeFile(handle, measured());
    await handle.sync();
  } catch (error) {
    throw signal.aborted && signal.reason instanceof AppError ? signal.reason : error;
  } finally {
    await handle.close();
  }
  return { bytes: received, digest: `sha256:${hash.digest('hex')}` };
}
