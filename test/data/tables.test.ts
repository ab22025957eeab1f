/** The gate to DuckDB: rows in order, in the form that is asked for, and no way out of it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { identifier, literal, openEngine, openTable, type Table } from '../../src/data/table/index.ts';
import { temporaryFolder } from './table-import.ts';

const MEMORY = 256 * 1024 * 1024;
const ROWS = 300_000;

async function makeTable(context: TestContext): Promise<Table> {
  const folder = await temporaryFolder(context);
  const file = path.join(folder, 'table.parquet');
  const engine = await openEngine({ memoryBytesMax: MEMORY, scratch: folder });
  await engine.rows(
    `COPY (SELECT range::BIGINT AS i, range / 3.0::DOUBLE AS d, range % 2 = 0 AS b,
      TIMESTAMP '1970-01-01' + INTERVAL 1 SECOND * range AS t, CASE WHEN range % 5 > 0 THEN 'x' || range END AS "te""xt"
      FROM range(${ROWS})) TO ${literal(file)} (FORMAT parquet)`,
  );
  engine.close();
  const table = await openTable(file, { scratch: folder, memoryBytesMax: MEMORY });
  context.after(() => table.close());
  return table;
}

test('a table tells its rows and the types of its columns', async (context) => {
  const table = await makeTable(context);
  assert.equal(table.rows, ROWS);
  assert.deepEqual(
    table.columns.map(({ name, type }) => `${name} ${type}`),
    ['i integer', 'd number', 'b boolean', 't timestamp', 'te"xt text'],
  );
});

test('rows come in the order of the file, in chunks of the size that was asked for, as numbers or as texts', async (context) => {
  const table = await makeTable(context);
  const columns = [
    { name: 'i', form: 'number' },
    { name: 't', form: 'number' },
    { name: 'b', form: 'number' },
    { name: 'd', form: 'text' },
    { name: 'te"xt', form: 'text' },
  ] as const;
  const sizes: number[] = [];
  let row = 0;
  for await (const chunk of table.read({ columns, chunkRows: 70_000 })) {
    sizes.push(chunk.rows);
    const [i, t, b] = ['i', 't', 'b'].map((name) => chunk.numbers(name)) as [Float64Array, Float64Array, Float64Array];
    assert.equal(i.length, chunk.rows);
    for (let at = 0; at < chunk.rows; at++, row++) {
      const text = row % 5 > 0 ? `x${row}` : null;
      const got = [i[at], t[at], b[at], chunk.texts('d')[at], chunk.texts('te"xt')[at]];
      const wanted = [row, row, 1 - (row % 2), String(row / 3), text];
      if (got.some((value, index) => value !== wanted[index])) assert.deepEqual(got, wanted);
    }
  }
  assert.equal(row, ROWS);
  assert.deepEqual(sizes, [70_000, 70_000, 70_000, 70_000, 20_000]);
});

test('what is missing is NaN among numbers', async (context) => {
  const table = await makeTable(context);
  const columns = [{ name: 'te"xt', form: 'number' }] as const;
  for await (const chunk of table.read({ columns, chunkRows: 1000 })) {
    assert.ok(chunk.numbers('te"xt').every(Number.isNaN));
    break;
  }
});

test('a preview has times as ISO texts and nulls as null', async (context) => {
  const table = await makeTable(context);
  assert.deepEqual(await table.preview(5, 1), [{ i: 5, d: 5 / 3, b: false, t: '1970-01-01T00:00:05Z', 'te"xt': null }]);
  assert.deepEqual(await table.preview(ROWS, 10), []);
});

test('a column that the table has not is an error', async (context) => {
  const table = await makeTable(context);
  await assert.rejects(table.read({ columns: [{ name: 'no', form: 'text' }], chunkRows: 10 }).next(), RangeError);
});

test('reading stops when it is told to', async (context) => {
  const table = await makeTable(context);
  const controller = new AbortController();
  const rows = table.read({ columns: [{ name: 'i', form: 'number' }], chunkRows: 5000, signal: controller.signal });
  await rows.next();
  controller.abort();
  await assert.rejects(async () => {
    for await (const _ of rows) assert.ok(true);
  }, /abort/i);
});

test('a file that is no table is a broken dataset', async (context) => {
  const folder = await temporaryFolder(context);
  const file = path.join(folder, 'table.parquet');
  await writeFile(file, 'PAR1 nothing');
  await assert.rejects(openTable(file, { scratch: folder, memoryBytesMax: MEMORY }), { code: 'ERR_DATASET_BROKEN' });
});

test('an engine reads no other file, loads no extension and keeps its settings', async (context) => {
  const scratch = await temporaryFolder(context);
  const other = await temporaryFolder(context);
  const secret = path.join(other, 'secret.csv');
  await writeFile(secret, 'a\n1\n');
  const engine = await openEngine({ memoryBytesMax: MEMORY, scratch });
  context.after(() => engine.close());
  for (const sql of [
    `SELECT * FROM read_csv(${literal(secret)})`,
    `SELECT * FROM ${literal(secret)}`,
    `SELECT * FROM read_text(${literal(`${scratch}/../${path.basename(other)}/secret.csv`)})`,
    `COPY (SELECT 1) TO ${literal(path.join(other, 'out.csv'))}`,
    `ATTACH ${literal(path.join(other, 'x.db'))}`,
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    "SET memory_limit = '100GB'",
  ]) {
    await assert.rejects(engine.rows(sql), sql);
  }
});

test('names and texts stay names and texts in SQL', async (context) => {
  const engine = await openEngine({ memoryBytesMax: MEMORY, scratch: await temporaryFolder(context) });
  context.after(() => engine.close());
  const hostile = `'"; DROP TABLE x; --`;
  const [row] = await engine.rows(`SELECT ${literal(hostile)} AS ${identifier(hostile)}`);
  assert.deepEqual(row, { [hostile]: hostile });
  assert.throws(() => identifier('a\0b'), { code: 'ERR_DATA' });
  assert.throws(() => literal('a\0b'), { code: 'ERR_DATA' });
});

test('a histogram counts the rows of equal bins, of numbers, times and booleans, however wide they lie apart', async (context) => {
  const table = await makeTable(context);
  const all = { min: 0, max: ROWS - 1 };
  assert.deepEqual(await table.histogram('i', { ...all, bins: 3 }), [100_000, 100_000, 100_000]);
  assert.deepEqual(await table.histogram('t', { ...all, bins: 1 }), [ROWS]);
  assert.deepEqual(await table.histogram('b', { min: 0, max: 1, bins: 2 }), [ROWS / 2, ROWS / 2]);
  assert.deepEqual(await table.histogram('d', { min: 5, max: 5, bins: 1 }), [ROWS]);
  const wide = await table.histogram('d', { min: -1.7e308, max: 1.7e308, bins: 3 });
  assert.deepEqual(wide, [0, ROWS, 0]);
  for (const name of ['te"xt', 'none', '"; DROP TABLE x'])
    await assert.rejects(table.histogram(name, { ...all, bins: 3 }), RangeError);
});
