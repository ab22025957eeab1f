/** Tables of thousands of columns: written and counted in strips, so that neither time nor memory grows with their square. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importTable } from './table-import.ts';

const COLUMNS = 1050;
const ROWS = 1020;

function wideCsv(cell: (row: number, column: number) => string): string {
  const line = (value: (column: number) => string): string =>
    Array.from({ length: COLUMNS }, (_, at) => value(at)).join(',');
  return [line((at) => `c${at}`), ...Array.from({ length: ROWS }, (_, row) => line((at) => cell(row, at)))].join('\n');
}

test('a value late in one of thousands of columns makes a text of that one, and the values of texts are counted', async (context) => {
  const files = {
    'wide.csv': wideCsv((row, at) => {
      if (at === 1021 && row === ROWS - 1) return 'broken';
      return at % 3 === 2 ? `v${(row * at) % 7}` : `${(row * at) % 97}.5`;
    }),
  };
  const { columns, rows } = await importTable(context, { files });
  assert.equal(columns.length, COLUMNS);
  for (const [at, { name, type, distinct, values }] of columns.entries()) {
    assert.equal(name, `c${at}`);
    assert.equal(type, at % 3 === 2 || at === 1021 ? 'text' : 'number', name);
    if (at % 3 !== 2) continue;
    const counts = new Map<string, number>();
    for (let row = 0; row < ROWS; row++) {
      const value = `v${(row * at) % 7}`;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const expected = [...counts].map(([value, count]) => ({ value, rows: count }));
    expected.sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
    assert.deepEqual([distinct, values], [expected.length, expected]);
  }
  assert.deepEqual([rows[ROWS - 1]?.['c1021'], rows[7]?.['c1048'], rows[7]?.['c1046']], ['broken', 61.5, 'v0']);
});
