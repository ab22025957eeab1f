/** Writes an array's rows to a file one after the other, in few large writes, never beyond a limit. */
import fs from 'node:fs/promises';
import { refusedData } from './refusal.ts';

export interface ArrayFile {
  /** Copies the bytes: they may change afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is left and closes. */
  end(): Promise<void>;
  /** Closes without writing more; nothing happens after `end`. */
  abandon(): Promise<void>;
}

const BUFFER_BYTES = 2 ** 20;

/** @throws AppError ERR_DATA on the write that would exceed `bytesMax`. */
export async function createArrayFile(path: string, bytesMax: number): Promise<ArrayFile> {
  const file = await fs.open(path, 'w');
  const buffer = Buffer.alloc(BUFFER_BYTES);
  let filled = 0;
  let total = 0;
  let open = true;

  async function flush(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
  }

  async function close(): Promise<void> {
    if (open) await file.close();
    open = false;
  }

  return {
    async write(bytes) {
      total += bytes.length;
      if (total > bytesMax) throw refusedData(`at most ${bytesMax} bytes of data`, 'more');
      if (filled + bytes.length > buffer.length) {
        await flush(buffer.subarray(0, filled));
        filled = 0;
      }
      if (bytes.length > buffer.length) return flush(bytes);
      buffer.set(bytes, filled);
      filled += bytes.length;
    },
    async end() {
      await flush(buffer.subarray(0, filled));
      await close();
    },
    abandon: close,
  };
}
