/** A dataset made ready for one job: what it trains on, and what has to be kept to do the same to a prediction's input. */
import type { Examples, Parts } from './examples.ts';
import type { Preprocessing } from './preprocessing/index.ts';

export interface Prepared {
  readonly examples: Examples;
  readonly parts: Parts;
  readonly preprocessing: Preprocessing;
  /** Frees what it holds besides memory: open files. */
  close(): void;
}

export interface PreparationTools {
  /** Above this, examples are kept in a file. */
  readonly memoryBytesMax: number;
  /** A folder of its own for files, which its owner removes. */
  readonly workspace: string;
  readonly signal: AbortSignal;
  /** For the job's log: what was left out or replaced. */
  log(message: string): void;
}
