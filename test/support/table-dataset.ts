/**
 * A dataset of the form `table` as an import leaves it: a Parquet file that DuckDB has written, and the profile of its columns.
 * The profile is counted here by itself, so that nothing of the import is needed.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Dataset } from '../../src/data/dataset.ts';
import type { ColumnProfile, ColumnType, DatasetManifest, OwnParts, TableContent } from '../../src/data/manifest.ts';
import type { PreparationTools } from '../../src/data/prepared.ts';
import { openEngine } from '../../src/data/table/index.ts';
import type { DatasetKind } from '../../src/models/specification/index.ts';

export type Value = string | number | boolean | null;

/** Timestamps as seconds since 1970. */
export interface TestColumn {
  readonly type: ColumnType;
  readonly values: readonly Value[];
  readonly becomes?: ColumnProfile['becomes'];
}

export interface TestTable {
  readonly kind?: DatasetKind;
  readonly columns: Readonly<Record<string, TestColumn>>;
  readonly target?: string;
  readonly text?: string;
  readonly parts?: OwnParts;
}

const SQL: { readonly [T in ColumnType]: (column: string) => string } = {
  number: (column) => `CAST(${column} AS DOUBLE)`,
  integer: (column) => `CAST(${column} AS BIGINT)`,
  boolean: (column) => `CAST(${column} AS BOOLEAN)`,
  timestamp: (column) => `make_timestamp(CAST(round(CAST(${column} AS DOUBLE) * 1e6) AS BIGINT))`,
  text: (column) => column,
};
const BECOMES: { readonly [T in ColumnType]: ColumnProfile['becomes'] } = {
  ...{ number: 'number', integer: 'number', boolean: 'number', timestamp: 'date', text: 'category' },
};
const NULL = '\\N';

/** The manifest alone: all that planning reads. */
export function manifestOf({ kind = 'tabular', columns, target, text, parts }: TestTable): DatasetManifest {
  const content: TableContent = {
    form: 'table',
    columns: Object.entries(columns).map(([name, column]) => profileOf(name, column)),
    ...(target !== undefined && { target }),
    ...(text !== undefined && { text }),
  };
  const rows = Object.values(columns)[0]?.values.length ?? 0;
  return {
    ...{ format: 1, name: 'table', kind, createdAt: '2026-01-01T00:00:00.000Z', digest: 'sha256:0', bytes: 0, rows },
    ...{ content, warnings: [], ...(parts && { parts }) },
  };
}

export async function datasetOf(table: TestTable): Promise<Dataset> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'table-'));
  const names = Object.keys(table.columns);
  const manifest = manifestOf(table);
  const cell = (value: Value | undefined): string =>
    value === null || value === undefined ? NULL : `"${String(value).replaceAll('"', '""')}"`;
  const lines = Array.from({ length: manifest.rows }, (_, row) =>
    names.map((name) => cell(table.columns[name]?.values[row])).join(','),
  );
  writeFileSync(path.join(folder, 'raw.csv'), `${lines.join('\n')}\n`);
  const engine = await openEngine({ scratch: folder, memoryBytesMax: 2 ** 28 });
  const types = names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const columns = names.map((name, index) => {
    const { type } = table.columns[name] as TestColumn;
    return `${SQL[type](`c${index}`)} AS "${name.replaceAll('"', '""')}"`;
  });
  const options = `columns={${types}}, header=false, auto_detect=false, nullstr='${NULL}', delim=',', quote='"', escape='"'`;
  const file = path.join(folder, 'table.parquet');
  const source = `read_csv('${path.join(folder, 'raw.csv')}', ${options}, null_padding=false, parallel=false)`;
  await engine.rows(`COPY (SELECT ${columns.join(', ')} FROM ${source}) TO '${file}' (FORMAT parquet)`);
  engine.close();
  return {
    manifest,
    table: async () => file,
    arrays: async () => {
      throw new Error('Expected a table to be read as one.');
    },
  };
}

/** Tools for a preparation, and what it logged. */
export function toolsFor(options: { readonly memoryBytesMax?: number } = {}): PreparationTools & { logged: string[] } {
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'preparation-'));
  mkdirSync(workspace, { recursive: true });
  const logged: string[] = [];
  const { memoryBytesMax = 2 ** 28 } = options;
  return { memoryBytesMax, workspace, signal: new AbortController().signal, logged, log: (line) => logged.push(line) };
}

function profileOf(name: string, { type, values, becomes = BECOMES[type] }: TestColumn): ColumnProfile {
  const present = values.filter((value) => value !== null);
  const counts = new Map<string, number>();
  for (const value of present) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const listed = [...counts].sort((a, b) => b[1] - a[1]).map(([value, rows]) => ({ value, rows }));
  const lengthsOf = (count: (text: string) => number) => {
    const lengths = present.map((value) => count(String(value))).sort((a, b) => a - b);
    return { max: lengths.at(-1) ?? 0, p95: lengths[Math.floor(lengths.length * 0.95)] ?? 0 };
  };
  return {
    ...{ name, type, becomes, nulls: values.length - present.length, distinct: counts.size },
    ...(counts.size <= 1000 && { values: listed }),
    ...(type === 'text' && {
      lengths: {
        characters: lengthsOf((text) => text.length),
        words: lengthsOf((text) => text.split(/\s+/).length),
      },
    }),
  };
}
