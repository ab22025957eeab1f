/** Rows of a table as instances: objects of columns, as a client would send them. */
import type { Dataset } from '../dataset.ts';
import type { ColumnProfile, ColumnType } from '../manifest.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { openTable, type TableChunk } from '../table/index.ts';
import { chunkInstances, type InstanceChunk, type InstanceTools, type RepeatedValue } from './chunk.ts';

type Row = Record<string, RepeatedValue>;

export async function* rowInstances(
  dataset: Dataset,
  preprocessing: Preprocessing,
  repeated: readonly string[],
  { memoryBytesMax, workspace: scratch, signal }: InstanceTools,
): AsyncGenerator<InstanceChunk, void, void> {
  const { content } = dataset.manifest;
  const profiles = content.form === 'table' ? content.columns : [];
  const types = new Map(profiles.map(({ name, type }: ColumnProfile) => [name, type]));
  const wanted = inputColumns(preprocessing);
  const names = [...new Set([...wanted, ...repeated])];
  const columns = names.map((name) => ({
    name,
    form: types.get(name) === 'text' ? ('text' as const) : ('number' as const),
  }));
  const chunkRows = chunkInstances(names.length, columns.filter(({ form }) => form === 'text').length);
  const table = await openTable(await dataset.table(), { scratch, memoryBytesMax });
  try {
    let rowsRead = 0;
    for await (const chunk of table.read({ columns, chunkRows, signal })) {
      rowsRead += chunk.rows;
      const told = new Map(repeated.map((name) => [name, types.get(name) ?? 'text']));
      yield {
        instances: rowsOf(chunk, wanted, types, (value) => value),
        repeated: rowsOf(chunk, repeated, types, (value, name) => toldValue(value, told.get(name) ?? 'text')),
        rowsRead,
      };
    }
  } finally {
    table.close();
  }
}

/** The columns that a version reads of each row. */
function inputColumns(preprocessing: Preprocessing): readonly string[] {
  if (preprocessing.kind === 'tabular') return preprocessing.columns.map(({ name }) => name);
  if (preprocessing.kind === 'text') return [preprocessing.column];
  if (preprocessing.kind === 'sequence' && preprocessing.columns) return preprocessing.columns;
  throw new RangeError(`Expected a version that takes rows of a table. Received: "${preprocessing.kind}".`);
}

function rowsOf(
  chunk: TableChunk,
  names: readonly string[],
  types: ReadonlyMap<string, ColumnType>,
  tell: (value: number | string | null, name: string) => RepeatedValue,
): Row[] {
  const values = names.map((name) => (types.get(name) === 'text' ? chunk.texts(name) : chunk.numbers(name)));
  return Array.from({ length: chunk.rows }, (_, row) =>
    // Own properties, whatever a column is called: `__proto__` is one.
    Object.fromEntries(names.map((name, index) => [name, tell(known(values[index]?.[row]), name)])),
  );
}

function known(value: number | string | null | undefined): number | string | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** As a client reads it: yes or no as such, times in ISO 8601. */
export function toldValue(value: number | string | null, type: ColumnType): RepeatedValue {
  if (typeof value !== 'number') return value;
  if (type === 'boolean') return value !== 0;
  return type === 'timestamp' ? timeText(value) : value;
}

/** JavaScript's calendar reaches less far than DuckDB's. */
function timeText(seconds: number): string | number {
  const time = new Date(Math.round(seconds * 1000));
  return Number.isNaN(time.getTime()) ? seconds : time.toISOString();
}
