/** Bytes that come over time, into a file: counted, hashed, limited, flushed. Knows nothing of where they come from. */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  async function* measured(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      received += chunk.length;
      if (received > bytesMax)
        throw new AppError('ERR_TOO_LARGE', `Expected at most ${bytesMax} bytes. Received: more than that.`);
      hash.update(chunk);
      yield chunk;
    }
  }
  const handle = await fs.open(file, 'wx');
  try {
    await pipeline(bytes, measured, handle.createWriteStream({ autoClose: false }), { signal });
    await handle.sync();
  } catch (error) {
    throw signal.aborted && signal.reason instanceof AppError ? signal.reason : error;
  } finally {
    await handle.close();
  }
  return { bytes: received, digest: `sha256:${hash.digest('hex')}` };
}
