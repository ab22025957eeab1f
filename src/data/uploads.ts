/**
 * Files on their way from a client to an import: streamed into storage below `uploads/<job>/` while their digests are
 * computed, and kept until the job has ended. Knows nothing of HTTP.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';

export interface Upload {
  /** The prefix in storage under which it lies. */
  readonly prefix: string;
  readonly files: readonly { readonly key: string; readonly name: string }[];
  /**
   * Takes a file.
   * @param name as its owner calls it.
   * @throws AppError ERR_TOO_LARGE if all files together are larger than is allowed; what the stream throws.
   */
  add(name: string, bytes: Readable): Promise<void>;
  /** `sha256:…` of what came and of the options: names do not count. */
  digest(options: object): string;
  /** Removes what came. */
  discard(): Promise<void>;
}

const NAME_LENGTH_MAX = 255;

/** @param job the id of the job that will import it. @param signal stops what is coming. */
export function beginUpload(storage: Storage, job: string, bytesMax: number, signal: AbortSignal): Upload {
  const prefix = `uploads/${job}`;
  const files: { key: string; name: string }[] = [];
  const digests: string[] = [];
  let room = bytesMax;
  return {
    prefix,
    files,
    async add(name, bytes) {
      const key = `${prefix}/${files.length}`;
      const limit = { bytesMax: room, signal };
      const received = await storage.putStream(key, bytes, limit).catch((error: unknown) => {
        throw error instanceof AppError && error.code === 'ERR_TOO_LARGE' ? tooLarge(bytesMax) : error;
      });
      room -= received.bytes;
      digests.push(received.digest);
      files.push({ key, name: displayName(name) });
    },
    digest: (options) =>
      `sha256:${createHash('sha256')
        .update(JSON.stringify([digests, canonical(options)]))
        .digest('hex')}`,
    discard: () => storage.deleteAll(prefix),
  };
}

export function tooLarge(bytesMax: number): AppError {
  return new AppError('ERR_TOO_LARGE', `Expected at most ${bytesMax} bytes in one upload. Received: more than that.`);
}

/** For messages: without what would break a line of them. */
function displayName(name: string): string {
  return name.replace(/\p{Cc}/gu, ' ').slice(0, NAME_LENGTH_MAX);
}

/** With its keys in one order, at every depth: options that say the same are the same. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, canonical(inner)]);
}
