/**
 * Reads a dataset's table: rows in the order of the file, as numbers or as texts, a bounded number at once. It knows nothing
 * of what columns mean.
 */
import { AppError, messageOf } from '../../errors.ts';
import type { ColumnType } from '../manifest.ts';
import { collectChunks, type TableChunk, type WantedColumn } from './chunk.ts';
import { type Engine, openEngine } from './engine.ts';
import { identifier, literal } from './quoting.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface ReadOptions {
  /** Columns of the result; each name once. */
  readonly columns: readonly WantedColumn[];
  /** Rows of a chunk; the last one has fewer. */
  readonly chunkRows: number;
  /** Columns that rows are ordered by, nulls first; rows alike in them stay in the order of the file, as all do without this. */
  readonly order?: readonly string[];
  readonly signal?: AbortSignal;
}

export type PreviewValue = number | string | boolean | null;

export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** All rows. @throws RangeError for a column that it has not. */
  read(options: ReadOptions): AsyncGenerator<TableChunk, void, void>;
  /** Some rows to show: times as ISO texts, long texts cut. */
  preview(offset: number, limit: number): Promise<readonly Readonly<Record<string, PreviewValue>>[]>;
  /** Of a column of numbers or times: the rows in each of so many equal bins from `min` to `max`. */
  histogram(name: string, bins: HistogramBins): Promise<readonly number[]>;
  close(): void;
}

export interface HistogramBins {
  readonly min: number;
  readonly max: number;
  readonly bins: number;
}

const PREVIEW_CHARACTERS_MAX = 2000;
const SQL_TYPES = new Map<string, ColumnType>([
  ['DOUBLE', 'number'],
  ['BIGINT', 'integer'],
  ['BOOLEAN', 'boolean'],
  ['TIMESTAMP', 'timestamp'],
  ['VARCHAR', 'text'],
]);

/**
 * @param file a table.parquet that an import has written.
 * @param options.scratch a folder where DuckDB may spill.
 * @throws AppError ERR_DATASET_BROKEN if it is no such file.
 */
export async function openTable(
  file: string,
  options: { readonly scratch: string; readonly memoryBytesMax: number },
): Promise<Table> {
  const engine = await openEngine({ ...options, files: [file] });
  const from = `read_parquet(${literal(file)})`;
  try {
    const [counted] = await engine.rows(`SELECT count(*)::DOUBLE AS n FROM ${from}`);
    const columns = await readColumns(engine, from);
    return {
      ...{ rows: Number(counted?.['n']), columns },
      read: (wanted) => read(engine, from, columns, wanted),
      preview: (offset, limit) => preview(engine, from, columns, offset, limit),
      histogram: (name, bins) => histogram(engine, from, columns, name, bins),
      close: () => engine.close(),
    };
  } catch (error) {
    engine.close();
    throw new AppError('ERR_DATASET_BROKEN', `Expected a readable table. Received: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readColumns(engine: Engine, from: string): Promise<readonly TableColumn[]> {
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`);
  return rows.map((row) => {
    const type = SQL_TYPES.get(String(row['column_type']));
    if (!type) throw new RangeError(`Expected a column of a known type. Received: ${row['column_type']}.`);
    return { name: String(row['column_name']), type };
  });
}

async function* read(
  engine: Engine,
  from: string,
  columns: readonly TableColumn[],
  { columns: wanted, chunkRows, order = [], signal }: ReadOptions,
): AsyncGenerator<TableChunk, void, void> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const list = wanted.map(({ name, form }, index) => {
    const type = types.get(name);
    if (!type) throw new RangeError(`Expected a column of the table. Received: ${JSON.stringify(name)}.`);
    return `${valueSql(name, type, form)} AS c${index}`;
  });
  const sql = order.length > 0 ? orderedSql(list, from, order) : `SELECT ${list.join(', ')} FROM ${from}`;
  yield* collectChunks(engine.stream(sql, signal), wanted, chunkRows);
}

/** A sort of DuckDB's is not stable by itself: the row's number decides what is alike. */
function orderedSql(list: readonly string[], from: string, order: readonly string[]): string {
  const keys = order.map((name, index) => `${identifier(name)} AS k${index}`);
  const inner = `SELECT ${[...list, ...keys].join(', ')}, row_number() OVER () AS n FROM ${from}`;
  const results = list.map((_, index) => `c${index}`);
  const by = order.map((_, index) => `k${index} NULLS FIRST`);
  return `SELECT ${results.join(', ')} FROM (${inner}) ORDER BY ${by.join(', ')}, n`;
}

/** Numbers wanted as text come as numbers still: they are written as JavaScript writes them, as predictions bring them. */
function valueSql(name: string, type: ColumnType, form: WantedColumn['form']): string {
  const column = identifier(name);
  if (type === 'timestamp') return form === 'number' ? `epoch(${column})` : isoSql(column);
  if (type === 'text') return form === 'text' ? column : `TRY_CAST(${column} AS DOUBLE)`;
  if (type === 'boolean' && form === 'text') return `CAST(${column} AS VARCHAR)`;
  return `CAST(${column} AS DOUBLE)`;
}

/** UTC, to the second. */
export function isoSql(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ')`;
}

async function preview(
  engine: Engine,
  from: string,
  columns: readonly TableColumn[],
  offset: number,
  limit: number,
): Promise<readonly Readonly<Record<string, PreviewValue>>[]> {
  const list = columns.map(({ name, type }, index) => {
    const column = identifier(name);
    if (type === 'timestamp') return `${isoSql(column)} AS c${index}`;
    if (type === 'text') return `${column}[1:${PREVIEW_CHARACTERS_MAX}] AS c${index}`;
    return `${type === 'boolean' ? column : `CAST(${column} AS DOUBLE)`} AS c${index}`;
  });
  const page = `LIMIT ${Math.floor(limit)} OFFSET ${Math.floor(offset)}`;
  const rows = await engine.rows(`SELECT ${list.join(', ')} FROM ${from} ${page}`);
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, (row[`c${index}`] ?? null) as PreviewValue])),
  );
}

/** Halves are taken first: what lies between the least and the greatest of doubles is more than a double can be. */
async function histogram(
  engine: Engine,
  from: string,
  columns: readonly TableColumn[],
  name: string,
  { min, max, bins }: HistogramBins,
): Promise<readonly number[]> {
  const type = columns.find((column) => column.name === name)?.type;
  if (!type || type === 'text')
    throw new RangeError(`Expected a column of numbers. Received: ${JSON.stringify(name)}.`);
  const value = valueSql(name, type, 'number');
  const width = max / 2 - min / 2;
  const place = width > 0 ? `(v / 2 - ${min / 2}::DOUBLE) / ${width}::DOUBLE * ${bins}` : '0';
  const bin = `least(greatest(floor(${place}), 0), ${bins - 1})`;
  const sql = `SELECT ${bin}::DOUBLE AS bin, count(*)::DOUBLE AS n FROM (SELECT ${value} AS v FROM ${from}) WHERE isfinite(v) GROUP BY ALL`;
  const counts = new Array<number>(bins).fill(0);
  for (const row of await engine.rows(sql)) counts[Number(row['bin'])] = Number(row['n']);
  return counts;
}
