/** Random tables, written as CSV and JSON, come back as they were: whatever is in their texts. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { randomStream } from '../../src/random.ts';
import { importTable } from './table-import.ts';

type Cell = string | number | boolean | null;
const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\t',
  "'",
  '\\',
  ' ',
  'é',
  '漢字',
  '🦆',
  'a',
  'word',
  '0',
  '\u00a0',
  '{',
  '$$',
  '--',
  '%',
];

/** @returns columns of one type each, with missing values; a text always has a letter first, so that it is nothing else. */
function randomRows(random: () => number, rows: number): Record<string, Cell>[] {
  const pick = (count: number): number => Math.floor(random() * count);
  const text = (): string => `t${Array.from({ length: pick(8) }, () => PIECES[pick(PIECES.length)]).join('')}z`;
  const makers: (() => Cell)[] = [
    text,
    () => pick(2_000_001) - 1_000_000,
    () => (random() - 0.5) * 10 ** (pick(40) - 20),
    () => random() < 0.5,
    () => `2020-0${1 + pick(9)}-1${pick(10)}T0${pick(10)}:00:00Z`,
  ];
  const columns = Array.from({ length: 2 + pick(6) }, (_, index) => ({
    name: `c${index} ${text()}`,
    make: makers[pick(5)],
  }));
  columns.push({ name: 'always', make: text });
  return Array.from({ length: rows }, () => {
    return Object.fromEntries(
      columns.map(({ name, make }) => [name, name !== 'always' && random() < 0.1 ? null : (make?.() ?? null)]),
    );
  });
}

function toCsv(rows: readonly Record<string, Cell>[], delimiter: string): string {
  const field = (value: Cell): string => {
    if (typeof value !== 'string') return value === null ? '' : String(value);
    return /["\r\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const names = Object.keys(rows[0] ?? {});
  return `${[names, ...rows.map((row) => names.map((name) => row[name] ?? null))]
    .map((cells) => cells.map(field).join(delimiter))
    .join('\n')}\n`;
}

for (let seed = 1; seed <= 12; seed++) {
  test(`random table ${seed} comes back from CSV, JSON and NDJSON as it was`, async (context) => {
    const stream = randomStream(seed, 'random tables');
    const rows = randomRows(() => stream.uniform(), 20 + seed * 40);
    for (const delimiter of [',', ';', '\t']) {
      const { rows: got } = await importTable(context, {
        files: { 'a.csv': toCsv(rows, delimiter) },
        options: { delimiter, header: true, decimal: '.' },
      });
      assert.deepEqual(got, rows, `with ${JSON.stringify(delimiter)}`);
    }
    const json = await importTable(context, { files: { 'a.json': JSON.stringify(rows, null, seed % 3) } });
    assert.deepEqual(json.rows, rows);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    assert.deepEqual((await importTable(context, { files: { 'a.ndjson': lines } })).rows, rows);
  });
}
