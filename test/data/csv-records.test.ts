/** Lines of CSV to predict that are meant to keep the service busy: refused early, and never at the cost of others. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readCsvLines } from '../../src/data/preprocessing/csv-lines.ts';
import { readRecords } from '../../src/data/preprocessing/csv-records.ts';

const LIMITS = { delimiter: ',', recordsMax: 1_000_000, fieldsMax: 10 };

/** @returns how often others had their turn meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await work.finally(() => clearInterval(timer));
  return turns;
}

test('records are read with quotes, line ends of all kinds and characters across slices', async () => {
  const text = `a,"b\n""c"""\r\n${'ü'.repeat(20_000)},2\r\n\r\n`;
  assert.deepEqual(await readRecords(text, LIMITS), [
    ['a', 'b\n"c"'],
    ['ü'.repeat(20_000), '2'],
  ]);
});

test('reading ends with the first record of too many fields', async () => {
  const records = await readRecords(`1,2\n${'1,'.repeat(20)}\n${'3,4\n'.repeat(10)}`, LIMITS);
  assert.deepEqual(
    records.map(({ length }) => length),
    [2, 21],
  );
  const lines = readCsvLines(Buffer.from(`1,2\n${'1,'.repeat(20)}\n1,2\n`), { wanted: ['a', 'b'], others: [] }, 100);
  await assert.rejects(lines, { code: 'ERR_INSTANCES', message: /2 values in row 2. Received: 21/ });
});

for (const [what, text] of Object.entries({
  commas: ','.repeat(9_000_000),
  'one quote': `"${'1,2\n'.repeat(2_000_000)}`,
}))
  test(`megabytes of ${what} are refused before they are read to their end`, { timeout: 20_000 }, async () => {
    await assert.rejects(readRecords(text, LIMITS), { code: 'ERR_INSTANCES' });
  });

test('others have their turn while a large file is read', { timeout: 60_000 }, async () => {
  const work = readRecords('0.1,0.2\n'.repeat(200_000), LIMITS);
  assert.ok((await turnsDuring(work)) > 20);
  assert.equal((await work).length, 200_000);
});
