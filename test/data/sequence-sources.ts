/** Datasets of series for tests: tables that pyarrow wrote (test/fixtures/sequences/make.py), and arrays. */
import path from 'node:path';
import type { Dataset } from '../../src/data/dataset.ts';
import type { ColumnProfile, DatasetManifest, TableContent } from '../../src/data/manifest.ts';
import type { PreparationTools } from '../../src/data/prepared.ts';
import { memoryRows, type RowValues } from '../../src/data/row-array.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/sequences');

export function profile(name: string, type: ColumnProfile['type'], more: Partial<ColumnProfile> = {}): ColumnProfile {
  return { name, type, becomes: type === 'text' ? 'category' : 'number', nulls: 0, distinct: 50, ...more };
}

/** The value each, with its rows. */
export function counted(values: Readonly<Record<string, number>>): Pick<ColumnProfile, 'distinct' | 'values'> {
  const list = Object.entries(values).map(([value, rows]) => ({ value, rows }));
  return { distinct: list.length, values: list.sort((a, b) => b.rows - a.rows) };
}

export function tableManifest(rows: number, content: Omit<TableContent, 'form'>): DatasetManifest {
  return manifestOf(rows, { form: 'table', ...content });
}

function manifestOf(rows: number, content: DatasetManifest['content']): DatasetManifest {
  return {
    ...{ format: 1, name: 'series', kind: 'sequence', createdAt: '2026-01-01T00:00:00Z', digest: 'sha256:0' },
    ...{ bytes: 1, rows, content, warnings: [] },
  };
}

const SHOPS = counted({ 'shop 1': 40, 'shop 2': 60, 'shop 3': 5 });

export const DEMAND = tableManifest(105, {
  columns: [
    profile('shop', 'text', SHOPS),
    profile('day', 'timestamp', { becomes: 'date', distinct: 60 }),
    profile('sales', 'number', { nulls: 2, distinct: 103 }),
    profile('weekday', 'integer', counted({ 0: 15, 1: 15, 2: 15, 3: 15, 4: 15, 5: 15, 6: 15 })),
  ],
  ...{ target: 'sales', series: 'shop', time: 'day' },
});

export const GESTURES = tableManifest(156, {
  columns: [
    profile('series', 'integer', { distinct: 24, values: [{ value: '5', rows: 9 }] }),
    profile('step', 'integer', { distinct: 9 }),
    ...[profile('x', 'number', { distinct: 156 }), profile('y', 'number', { distinct: 17 })],
    profile('label', 'text', counted({ left: 72, right: 84 })),
    profile('group', 'text', { distinct: 6 }),
  ],
  ...{ target: 'label', series: 'series', time: 'step' },
});

export const BEATS = tableManifest(30, {
  columns: [
    ...Array.from({ length: 12 }, (_, step) => profile(`t${step}`, 'number', { distinct: 30 })),
    profile('beat', 'integer', { becomes: 'category', nulls: 1, ...counted({ 0: 15, 1: 14 }) }),
  ],
  target: 'beat',
});

/** A dataset of a fixture. */
export function tableDataset(manifest: DatasetManifest, fixture: 'demand' | 'gestures' | 'beats'): Dataset {
  return {
    manifest,
    arrays: () => Promise.reject(new Error('Expected a table.')),
    table: async () => path.join(FIXTURES, `${fixture}.parquet`),
  };
}

/** Rows of `[steps, features]` and a class for each. */
export function arrayDataset(shape: readonly number[], values: RowValues, classes: readonly number[]): Dataset {
  const labels = ['a', 'b'];
  const counts = labels.map((_, index) => classes.filter((each) => each === index).length);
  const size = shape.reduce((product, side) => product * side, 1);
  const targets = { kind: 'classes', labels, counts, numeric: false } as const;
  return {
    manifest: manifestOf(classes.length, { form: 'array', shape, type: 'float32', targets }),
    arrays: async () => ({ inputs: memoryRows(values, size), targets: Int32Array.from(classes) }),
    table: () => Promise.reject(new Error('Expected an array.')),
  };
}

export interface TestTools extends PreparationTools {
  readonly messages: string[];
}

/** @param memoryBytesMax 0 keeps numbers in files. */
export async function createTools(memoryBytesMax = 2 ** 28): Promise<TestTools> {
  const messages: string[] = [];
  return {
    ...{ memoryBytesMax, messages, workspace: await makeTemporaryFolder(), signal: new AbortController().signal },
    log: (message) => messages.push(message),
  };
}
