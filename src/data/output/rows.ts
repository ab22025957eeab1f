/** Rows that are to be written, and their columns; as lines of JSON, which every format but CSV starts from. */

/** `map` and `list` are of names or texts, in CSV a column for each name and one text. */
export type OutputType = 'number' | 'integer' | 'boolean' | 'timestamp' | 'text' | 'list' | 'map';

export interface OutputColumn {
  readonly name: string;
  readonly type: OutputType;
  /** Of a map: the names that each row has, for a column each in CSV; unset: too many for that. */
  readonly names?: readonly string[];
}

export type OutputValue =
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly string[]
  | Readonly<Record<string, number>>;

/** By the names of columns; what a row lacks is null. */
export type OutputRow = Readonly<Record<string, OutputValue>>;

export interface OutputTools {
  /** Of DuckDB. */
  readonly memoryBytesMax: number;
  /** A folder of its own for files, which its owner removes. */
  readonly workspace: string;
  readonly signal: AbortSignal;
}

/** A line of JSON for each row. */
export async function* jsonLines(rows: AsyncIterable<readonly object[]>): AsyncGenerator<Uint8Array, void, void> {
  for await (const some of rows) yield Buffer.from(some.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
