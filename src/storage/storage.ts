/**
 * What must last, under keys such as `models/digits/versions/1.json`. One interface for every store;
 * it holds bytes and knows nothing of what they mean.
 *
 * DESIGN Every write is atomic: a reader sees the old bytes or the new ones, after a crash too. A value of
 * several parts is written manifest last, so that what has no manifest was never there. `putIfAbsent` is the one
 * way in which two processes may claim the same key: exactly one of them wins.
 */
import type { Readable } from 'node:stream';

export interface Storage {
  /** The bytes under a key, or undefined where there are none. */
  get(key: string): Promise<Buffer | undefined>;
  /**
   * The bytes under a key as they are read, or undefined where there are none.
   * @param range the first and the last of them; all unless given.
   */
  getStream(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
  /** Writes or replaces. */
  put(key: string, bytes: Uint8Array | string): Promise<void>;
  /** Writes unless the key is taken. @returns whether it was written. */
  putIfAbsent(key: string, bytes: Uint8Array | string): Promise<boolean>;
  /** The names directly under a prefix, sorted: of values and of deeper prefixes alike. */
  list(prefix: string): Promise<string[]>;
  /** Removes a value; nothing happens where there is none. */
  delete(key: string): Promise<void>;
  /** Removes all values below a prefix, all at once for a reader; nothing happens where there are none. */
  deleteAll(prefix: string): Promise<void>;
  /** Takes a file of this machine into the store: where it was, it is no more. Replaces. */
  putFile(key: string, file: string): Promise<void>;
  /**
   * Writes bytes as they come. Whatever breaks the stream off leaves nothing behind.
   * @throws AppError ERR_TOO_LARGE beyond `bytesMax`; the stream's own error, or the signal's reason.
   */
  putStream(key: string, bytes: Readable, options: StreamOptions): Promise<StreamedValue>;
  /** The path of a file on this machine with the value, to be read only; undefined where there is none. */
  localFile(key: string): Promise<string | undefined>;
  /** A new folder for files on their way into the store. Those of dead processes are removed after a day. */
  makeWorkspace(): Promise<Workspace>;
}

export interface StreamOptions {
  readonly bytesMax: number;
  readonly signal: AbortSignal;
}

export interface StreamedValue {
  readonly bytes: number;
  /** `sha256:…` */
  readonly digest: string;
}

export interface Workspace {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

const KEY = /^(?!.*(?:^|\/)\.)[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const KEY_LENGTH_MAX = 512;

/** Refuses keys that could leave the store or collide with its own files: no empty part, none that starts with a dot. */
export function assertKey(key: string): void {
  if (key.length > KEY_LENGTH_MAX || !KEY.test(key)) {
    throw new RangeError(
      `Expected a storage key of letters, digits, dots and dashes between slashes. Received: ${JSON.stringify(key)}.`,
    );
  }
}
