/** Some instances that were read together, and how many those are at most. */

export type RepeatedValue = number | string | boolean | null;

export interface InstanceChunk {
  readonly instances: readonly unknown[];
  /** The columns that were asked for, of each instance. */
  readonly repeated: readonly Readonly<Record<string, RepeatedValue>>[];
  /** Rows of the dataset that have been read so far. */
  readonly rowsRead: number;
}

export interface InstanceTools {
  /** Of DuckDB. */
  readonly memoryBytesMax: number;
  /** A folder of its own for files, which its owner removes. */
  readonly workspace: string;
  readonly signal: AbortSignal;
}

/** Instances of a chunk: enough for a network to compute them together. */
export const CHUNK_INSTANCES_MAX = 1024;
/** Values of a chunk, which are JavaScript's own while they are instances: some ten megabytes. */
const CHUNK_VALUES = 2 ** 20;
const CHUNK_TEXTS = 2 ** 14;

/** @param size values of an instance. @param texts of those, that may be long. */
export function chunkInstances(size: number, texts = 0): number {
  const rows = Math.min(CHUNK_VALUES / Math.max(1, size), texts > 0 ? CHUNK_TEXTS / texts : CHUNK_INSTANCES_MAX);
  return Math.max(1, Math.min(CHUNK_INSTANCES_MAX, Math.floor(rows)));
}
