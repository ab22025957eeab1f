/** A dataset made ready for one job: what it trains on, and what has to be kept to do the same to a prediction's input. */
import type { Examples, Parts, TargetScale } from './examples.ts';
import type { Preprocessing } from './preprocessing/index.ts';

export interface Prepared {
  readonly examples: Examples;
  readonly parts: Parts;
  readonly preprocessing: Preprocessing;
  /** The row of the dataset that an example is; unset where an example is several rows, or part of one. */
  readonly rowOf?: (example: number) => number;
  /** Frees what it holds besides memory: open files. */
  close(): void;
}

/** What a version has learnt from the rows of its training: applied to other rows, of which nothing is learnt. */
export interface Learnt {
  readonly preprocessing: Preprocessing;
  /** Of targets that are numbers. */
  readonly scales?: readonly TargetScale[];
}

type OfKind<K extends Preprocessing['kind']> = Extract<Preprocessing, { kind: K }>;

/** @returns undefined where nothing was learnt yet. */
export function learntPreprocessing<K extends Preprocessing['kind']>(
  learnt: Learnt | undefined,
  kind: K,
): OfKind<K> | undefined {
  if (learnt && learnt.preprocessing.kind !== kind)
    throw new RangeError(`Expected preprocessing of kind "${kind}". Received: "${learnt.preprocessing.kind}".`);
  return learnt?.preprocessing as OfKind<K> | undefined;
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
