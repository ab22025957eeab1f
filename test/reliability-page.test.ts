/** Each promise of docs/reliability.md names its tests, and they are there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = readFileSync(path.join(ROOT, 'docs/reliability.md'), 'utf8');

test('every promise names a test that exists', () => {
  const [promises = ''] = PAGE.split('## Figures');
  const rows = promises.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line));
  assert.ok(rows.length > 10);
  for (const row of rows) {
    const files = [...row.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file]) => file as string);
    assert.ok(files.length > 0, row);
    for (const file of files) assert.ok(existsSync(path.join(ROOT, file)), `${file} is not there`);
  }
});
