/** src/engine/README.md is true: its tables name all that the engine offers, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as engine from '../../src/engine/index.ts';

const README = readFileSync(new URL('../../src/engine/README.md', import.meta.url), 'utf8');

test('the tables of the README name every export, and every part of a session', () => {
  const offered = README.slice(README.indexOf('What it offers'), README.indexOf('## What recording is'));
  const rows = offered.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([\w.]+)[^`]*`/g)].map(([, name]) => name),
  );
  const session = engine.openGraphSession([], { intraOp: 1, interOp: 0 });
  const parts = Object.keys(session).map((part) => `session.${part}`);
  session.close();
  assert.deepEqual(named.sort(), [...Object.keys(engine), ...parts].sort());
});
