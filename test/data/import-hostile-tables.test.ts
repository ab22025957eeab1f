/** Tables that are wrong, damaged or meant to do harm: each is refused in words that say where, and nothing hangs. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { FIXTURES, importTable, type TableImport } from './table-import.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const rows = (count: number, of: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => of(row)).join('\n');

const REFUSED: Record<string, readonly [TableImport['files'], RegExp, Omit<TableImport, 'files'>?]> = {
  'a row with a field too many': [
    { 'a.csv': 'a,b\n1,2\n3,4,5\n' },
    /Expected 2 fields.*Received: 3 in row 2 of a\.csv/,
  ],
  'a row with a field too few': [
    { 'a.csv': 'a,b,c\n1,2,3\n4,5\n' },
    /Expected 3 fields.*Received: 2 in row 2 of a\.csv/,
  ],
  'a ragged row far behind': [
    { 'a.csv': `a,b\n${rows(200_000, (row) => `${row},x`)}\n1\n` },
    /Received: 1 in row 200001 of a\.csv/,
  ],
  'a quote that is never closed': [{ 'a.csv': 'a,b\n1,"2\n3,4\n5,6\n' }, /quotes that are closed.*row 1 of a\.csv/],
  'text after a closed quote': [{ 'a.csv': 'a,b\n1,"2"x\n3,4\n' }, /quotes that are closed.*row 1 of a\.csv/],
  'a line that has no end': [
    { 'a.csv': `a,b\n1,2\n1,${'x'.repeat(3_000_000)}\n` },
    /rows of at most 2000000 bytes.*row 2 of a\.csv/,
  ],
  'a first line that has no end': [{ 'a.csv': `a,${'x'.repeat(3_000_000)}` }, /lines of at most 2000000 bytes/],
  'an empty file': [{ 'a.csv': '' }, /a file with data.*a\.csv, which is empty/],
  'a file of blanks': [{ 'a.csv': '\n\n\n' }, /a table.*a\.csv without a row/],
  'a header without rows': [{ 'a.csv': 'a,b\n' }, /at least one row.*none in a\.csv/],
  'a name that is used twice': [{ 'a.csv': 'a,b,A\n1,2,3\n' }, /"a" and "A" for columns 1 and 3 of a\.csv/],
  'a column without a name': [{ 'a.csv': 'a,,c\n1,2,3\n' }, /none for column 2 in a\.csv/],
  'a hundred thousand columns': [
    { 'a.csv': `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join()}\n${'1,'.repeat(99_999)}1\n` },
    /at most 10000 columns.*100000 in a\.csv/,
  ],
  'a NUL': [{ 'a.csv': 'a,b\n1,2\n3,\0\n' }, /a NUL/],
  'a NUL far behind': [{ 'a.csv': `a,b\n${rows(100_000, () => '1,2')}\n3,\0\n` }, /a NUL in line 100002/],
  'bytes that are no UTF-8 where the options say so': [
    { 'a.csv': new Uint8Array([...utf8('a,b\n1,2\n3,K'), 0xf6, ...utf8('ln\n')]) },
    /Expected UTF-8.*line 3/,
    { options: { encoding: 'utf-8' } },
  ],
  'half a character of UTF-16': [{ 'a.csv': new Uint8Array([0xff, 0xfe, 97, 0, 10, 0, 49, 0, 0x3d]) }, /UTF-16LE/],
  'an infinite number': [{ 'a.csv': 'a,b\n1,2\n1e999,3\n' }, /finite values in column "a".*1e999 in row 2 of a\.csv/],
  'infinity by name': [{ 'a.csv': 'a,b\n1,2\n-inf,3\n' }, /finite values in column "a".*-inf in row 2/],
  'a value that is not of the type that the options say': [
    { 'a.csv': 'a,b\n1,2\nx,3\n' },
    /type integer in column "a".*"x" in row 2 of a\.csv/,
    { options: { types: { a: 'integer' } } },
  ],
  'a target that is no column': [
    { 'a.csv': 'a,b\n1,2\n' },
    /columns a, b as target.*"c"/,
    { options: { target: 'c' } },
  ],
  'a type for no column': [{ 'a.csv': 'a,b\n1,2\n' }, /as types.*"c"/, { options: { types: { c: 'text' } } }],
  'an option of pictures': [{ 'a.csv': 'a,b\n1,2\n' }, /height/, { options: { height: 3 } }],
  'a kind that no table has': [{ 'a.csv': 'a,b\n1,2\n' }, /"image"/, { options: { kind: 'image' } }],
  'a date format that is none': [{ 'a.csv': 'a\nx\n' }, /strptime/, { options: { dateFormat: 'DD/MM' } }],
  'a date format that DuckDB does not know': [{ 'a.csv': 'a\nx\n' }, /Expected/, { options: { dateFormat: '%Q' } }],
  'files with other columns': [
    { 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,c\n1,2\n' },
    /columns of a\.csv \(a, b\).*a, c in b\.csv/,
  ],
  'files of two formats': [{ 'a.csv': 'a,b\n1,2\n', 'b.json': '[{"a":1}]' }, /files of one format/],
  'more rows than are allowed': [{ 'a.csv': 'a\n1\n2\n3\n' }, /at most 2 rows.*3/, { limits: { rowsMax: 2 } }],
  'a gzip that unpacks without bound': [
    { 'a.csv.gz': gzipSync(Buffer.alloc(30_000_000, 'a,b\n')) },
    /at most 1000000 bytes.*a\.csv\.gz, which holds more/,
    { limits: { expandedBytesMax: 1_000_000 } },
  ],
  'a gzip that is cut off': [
    { 'a.csv.gz': gzipSync(rows(50_000, (row) => `${row * 7919},${row}`)).subarray(0, 60_000) },
    /a whole gzip.*cut off/,
  ],
  'JSON that is cut off': [{ 'a.json': '[{"a":1},{"a":' }, /whole JSON.*a\.json, which ends within row 2/],
  'JSON that is nested without end': [{ 'a.json': `[{"a":${'['.repeat(1_000_000)}` }, /nested at most 64 deep.*row 1/],
  'JSON objects nested without end': [{ 'a.json': '{"a":'.repeat(100_000) }, /nested at most 64 deep/],
  'a lone huge value': [
    { 'a.json': `[{"a":"${'x'.repeat(5_000_000)}"}]` },
    /rows of at most 2000000 characters.*row 1/,
  ],
  'JSON with a list as a value': [{ 'a.json': '[{"a":1},{"a":[1,2]}]' }, /a list in column "a" in row 2 of a\.json/],
  'JSON rows that are lists': [{ 'a.json': '[[1,2],[3,4]]' }, /rows that are objects.*a list in row 1/],
  'JSON rows that are numbers': [{ 'a.json': '[1,2]' }, /rows that are objects/],
  'JSON that is broken within': [{ 'a.ndjson': '{"a":1}\n{"a":x}\n' }, /something else in row 2 of a\.ndjson/],
  'JSON without rows': [{ 'a.json': '{"columns":[1]}' }, /the list "rows".*a\.json without one/],
  'JSON of no fields': [{ 'a.json': '[{},{}]' }, /rows with fields/],
  'a JSON number without end': [{ 'a.json': '[{"a":1e999}]' }, /finite numbers.*column "a" in row 1/],
  'JSON whose rows have nothing in common': [
    { 'a.json': JSON.stringify(Array.from({ length: 3000 }, (_, row) => ({ [`c${row}`]: 1 }))) },
    /at most 1000000 bytes as CSV.*more in a\.json/,
    { limits: { expandedBytesMax: 1_000_000 } },
  ],
  'more rows of JSON than are allowed': [
    { 'a.json': '[{"a":1},{"a":2}]' },
    /at most 1 rows/,
    { limits: { rowsMax: 1 } },
  ],
  'more rows of Parquet than are allowed': [['people.parquet'], /at most 100 rows.*120/, { limits: { rowsMax: 100 } }],
  'a NUL in JSON': [{ 'a.json': '[{"a":"x\\u0000"}]' }, /NUL.*column "a" in row 1/],
  'Parquet with lists': [['lists.parquet'], /column "list" of type BIGINT\[\]/],
  'Parquet with infinity': [['infinite.parquet'], /finite values in column "a".*inf in row 2 of infinite\.parquet/],
  'Parquet with nothing in it': [{ 'a.parquet': 'PAR1' }, /a readable Parquet file.*a\.parquet/],
  'Parquet that lies about itself': [{ 'a.parquet': `PAR1${'\xff'.repeat(3000)}PAR1` }, /a readable Parquet file/],
};

for (const [what, [files, message, more]] of Object.entries(REFUSED)) {
  test(`${what} is refused`, { timeout: 20_000 }, async (context) => {
    await assert.rejects(importTable(context, { files, ...more }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ERR_DATA', error.stack ?? error.message);
      assert.match(error.message, message);
      assert.match(error.message, /^Expected .+\. Received: .+\.$/s);
      return true;
    });
  });
}

test('a Parquet file cut off or changed anywhere is refused or read, never fatal', {
  timeout: 60_000,
}, async (context) => {
  const whole = await readFile(path.join(FIXTURES, 'nested.parquet'));
  for (let at = 5; at < whole.length; at += 97) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    for (const content of [whole.subarray(0, at), changed]) {
      await importTable(context, { files: { 'a.parquet': content } }).catch((error: Error & { code?: string }) => {
        assert.equal(error.code, 'ERR_DATA', `${at}: ${error.stack}`);
        assert.doesNotMatch(error.message, new RegExp(os.tmpdir()), 'where it lies is no business of its sender');
      });
    }
  }
});

test('a table larger than the memory that it may have is imported all the same', {
  timeout: 60_000,
}, async (context) => {
  const line = (row: number): string => `${row},${'a word of text '.repeat(25)}${row * 7919},${row / 3}`;
  const text = `a,b,c\n${rows(400_000, line)}\n`;
  assert.ok(text.length > 128 * 1024 * 1024);
  const limits = { memoryBytesMax: 128 * 1024 * 1024 };
  const { imported } = await importTable(context, { files: { 'a.csv': text }, limits });
  assert.equal(imported.rows, 400_000);
});
