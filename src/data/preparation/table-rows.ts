/** A dataset's table as preparation goes through it: again and again, some rows at once, every value as a cell. */
import { AppError } from '../../errors.ts';
import type { Dataset } from '../dataset.ts';
import type { ColumnProfile, DatasetManifest } from '../manifest.ts';
import type { PreparationTools } from '../prepared.ts';
import { type Cell, cellOfTable } from '../preprocessing/columns/cells.ts';
import type { CsvReading } from '../preprocessing/csv-reading.ts';
import { openTable, type TableChunk } from '../table/index.ts';

export interface TableRows {
  readonly manifest: DatasetManifest;
  readonly columns: ReadonlyMap<string, ColumnProfile>;
  /** All rows, in their order, of some columns. */
  read(names: readonly string[]): AsyncGenerator<CellChunk, void, void>;
  close(): void;
}

export interface CellChunk {
  /** The number of the first row, from 0. */
  readonly first: number;
  readonly rows: number;
  /** @returns what the column has in the chunk's row of that number, from 0. */
  cells(name: string): (row: number) => Cell;
}

/** How much is in memory at once: rows of many columns, or of long texts, are read in smaller chunks. */
const NUMBERS_OF_A_CHUNK = 1_048_576;
const TEXTS_OF_A_CHUNK = 16_384;
const CHUNK_ROWS_MAX = 8192;

/** @throws AppError ERR_DATASET_BROKEN if the table is not what its manifest says. */
export async function openTableRows(dataset: Dataset, tools: PreparationTools): Promise<TableRows> {
  const { manifest } = dataset;
  const profiles = manifest.content.form === 'table' ? manifest.content.columns : [];
  const columns = new Map(profiles.map((column) => [column.name, column]));
  const { memoryBytesMax, workspace: scratch, signal } = tools;
  const table = await openTable(await dataset.table(), { scratch, memoryBytesMax });
  if (table.rows !== manifest.rows) {
    table.close();
    throw broken(manifest, `${manifest.rows} rows`, String(table.rows));
  }
  return {
    ...{ manifest, columns, close: () => table.close() },
    async *read(names) {
      const wanted = [...new Set(names)].map((name) => ({ name, form: formOf(manifest, columns.get(name)) }));
      const texts = wanted.filter(({ form }) => form === 'text').length;
      const rows = Math.min(NUMBERS_OF_A_CHUNK / wanted.length, texts > 0 ? TEXTS_OF_A_CHUNK / texts : CHUNK_ROWS_MAX);
      const chunkRows = Math.max(1, Math.min(CHUNK_ROWS_MAX, Math.floor(rows)));
      let first = 0;
      for await (const chunk of table.read({ columns: wanted, chunkRows, signal })) {
        signal.throwIfAborted();
        yield { first, rows: chunk.rows, cells: (name) => cellsOf(chunk, name, columns.get(name)) };
        first += chunk.rows;
      }
    },
  };
}

/** How the dataset's CSV was read, for what is saved with a model. */
export function readingOf({ content }: DatasetManifest): { readonly csv?: CsvReading } {
  return content.form === 'table' && content.csv ? { csv: content.csv } : {};
}

function formOf(manifest: DatasetManifest, column: ColumnProfile | undefined): 'number' | 'text' {
  if (!column) throw broken(manifest, 'the columns of the plan', 'others');
  return column.type === 'text' ? 'text' : 'number';
}

function cellsOf(chunk: TableChunk, name: string, column: ColumnProfile | undefined): (row: number) => Cell {
  const values = column?.type === 'text' ? chunk.texts(name) : chunk.numbers(name);
  return (row) => cellOfTable(values[row]);
}

function broken({ name }: DatasetManifest, expected: string, received: string): AppError {
  return new AppError('ERR_DATASET_BROKEN', `Expected ${expected} in dataset "${name}". Received: ${received}.`);
}
