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
  readonly signal?: AbortSignal;
}

export type PreviewValue = number | string | boolean | null;

export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** All rows, in the order of the file. @throws RangeError for a column that it has not. */
  read(options: ReadOptions): AsyncGenerator<TableChunk, void, void>;
  /** Some rows to show: times as ISO texts, long texts cut. */
  preview(offset: number, limit: number): Promise<readonly Readonly<Record<string, PreviewValue>>[]>;
  close(): void;
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
  { columns: wanted, chunkRows, signal }: ReadOptions,
): AsyncGenerator<TableChunk, void, void> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const list = wanted.map(({ name, form }, index) => {
    const type = types.get(name);
    if (!type) throw new RangeError(`Expected a column of the table. Received: ${JSON.stringify(name)}.`);
    return `${valueSql(name, type, form)} AS c${index}`;
  });
  yield* collectChunks(engine.stream(`SELECT ${list.join(', ')} FROM ${from}`, signal), wanted, chunkRows);
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
