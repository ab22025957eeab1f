/** What a reader of one format hands to the import of tables: rows as DuckDB can scan them, in order, again and again. */
import type { ColumnType } from '../manifest.ts';
import type { Commas } from './type-guess.ts';

export interface TableScan {
  readonly columns: readonly ScanColumn[];
  /** One or more, with the same columns, in the order of their rows. */
  readonly files: readonly ScanFile[];
  /** What FROM takes for some of the files: its columns are `c0`, `c1`, … */
  readonly from: (files: readonly ScanFile[]) => string;
  /** A faster way to the same values, where nothing is against it so far. */
  readonly plain?: PlainScan;
  /** What was assumed while reading, for the user to know. */
  readonly notes: readonly string[];
  /** Rows, or some of them, as texts: for a first guess of types. */
  readonly sample: readonly (readonly (string | null)[])[];
  readonly commas: Commas;
  /** Whether the first line of a file is none of its rows. */
  readonly header?: boolean;
}

/** Reads as if no word but the empty one stood for nothing: that fails in a column of numbers where another one does. */
export interface PlainScan {
  /** What FROM takes, with DOUBLE for some of the columns. */
  readonly from: (files: readonly ScanFile[], isNumber: (index: number) => boolean) => string;
  /** A column's texts as they are meant. */
  readonly text: (column: string) => string;
}

export interface ScanFile {
  readonly name: string;
  readonly path: string;
}

export interface ScanColumn {
  readonly name: string;
  /** Texts of which types are to be found; of JSON, texts that may be times; else what it is. */
  readonly holds: 'raw' | 'strings' | ColumnType;
  /** Makes a value of that type of the scan's column. */
  readonly sql?: string;
}
