/**
 * What is known of a dataset: written once, when its import has ended, beside its files; never changed. All that a user is
 * shown of it, and all that a job is planned from.
 */
import type { DatasetKind } from '../models/specification/index.ts';
import type { CsvReading } from './preprocessing/csv-reading.ts';

export interface DatasetManifest {
  /** Of this format. */
  readonly format: 1;
  readonly name: string;
  readonly kind: DatasetKind;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  /** `sha256:…` of what was uploaded and of the options: the same digest is the same data. */
  readonly digest: string;
  /** Of its files. */
  readonly bytes: number;
  readonly rows: number;
  /** Where the data brings its own parts: rows of each. They lie in this order. */
  readonly parts?: OwnParts;
  readonly content: TableContent | ArrayContent;
  /** What a user should know before training with it: sentences. */
  readonly warnings: readonly string[];
}

export interface OwnParts {
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
}

/** Rows of columns: `table.parquet`. */
export interface TableContent {
  readonly form: 'table';
  readonly columns: readonly ColumnProfile[];
  /** The column that a job learns unless it names another; none where nothing tells. */
  readonly target?: string;
  /** Of a text dataset: the column with the texts. Of a long table of series: which column tells series and time. */
  readonly text?: string;
  readonly series?: string;
  readonly time?: string;
  /** How its CSV was read, where the upload said so. */
  readonly csv?: CsvReading;
}

/** `boolean` reads as the numbers 0 and 1, `timestamp` as seconds since 1970. */
export type ColumnType = 'number' | 'integer' | 'boolean' | 'timestamp' | 'text';

export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  /** What it becomes as a feature unless a job says otherwise; `ignored` says why in `reason`. */
  readonly becomes: 'number' | 'category' | 'date' | 'text' | 'ignored';
  readonly reason?: string;
  /** How the times of a text file were written, where not as ISO 8601: `day.month.year`, or a format of strptime. */
  readonly dateFormat?: string;
  readonly nulls: number;
  /** Exact up to some thousands; an estimate above. */
  readonly distinct: number;
  /** Of numbers and timestamps. */
  readonly range?: { readonly min: number; readonly max: number; readonly mean: number; readonly deviation: number };
  /** The most frequent values with their rows, falling: all of them where `distinct` is as many. */
  readonly values?: readonly { readonly value: string; readonly rows: number }[];
  /** Of a long table of series: whether all rows of each series have the same. Unset where nobody has looked. */
  readonly sameInSeries?: boolean;
  /** Of texts, in characters and in words split at spaces. */
  readonly lengths?: {
    readonly characters: { readonly max: number; readonly p95: number };
    readonly words: { readonly max: number; readonly p95: number };
  };
}

/** Inputs of one shape as plain numbers, one after the other: `inputs.bin`; targets, if any, in `targets.bin`. */
export interface ArrayContent {
  readonly form: 'array';
  /** Of one input. Pictures: `[height, width, channels]`; sounds: `[samples]`. */
  readonly shape: readonly number[];
  /** Little-endian. */
  readonly type: 'uint8' | 'int16' | 'float32';
  /** Of sounds, in Hz. */
  readonly sampleRate?: number;
  readonly targets?: ArrayTargets;
}

/**
 * `classes`: int32, one a row. `labels`: uint8, a 0 or 1 for each of `labels`, a row after the other. `numbers`: float32,
 * one for each of `names`, a row after the other.
 */
export type ArrayTargets =
  | {
      readonly kind: 'classes';
      readonly labels: readonly string[];
      readonly counts: readonly number[] /** Whether the labels were numbers. */;
      readonly numeric: boolean;
    }
  | { readonly kind: 'labels'; readonly labels: readonly string[]; readonly counts: readonly number[] }
  | { readonly kind: 'numbers'; readonly names: readonly string[] };

/** The names of a dataset's files, below its folder in storage. */
export const DATASET_FILES = { table: 'table.parquet', inputs: 'inputs.bin', targets: 'targets.bin' } as const;
