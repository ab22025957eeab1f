/** docs/cli.md is true: its commands work as they stand, and its list of commands is whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { type RunPage, runPage } from '../support/page.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { commandLine } from './command.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('cli.md');
  },
  { timeout: 300_000 },
);

test('a file becomes a model that is asked and promoted, and jobs are listed', () => {
  const jobs = [...page.lines.values()].flat().map((line) => JSON.parse(line));
  assert.ok(
    jobs.some(({ kind, status }) => kind === 'train' && status === 'succeeded'),
    page.text,
  );
});

test('every command is on the page', async () => {
  const { out } = await commandLine(await makeTemporaryFolder(), '').type(['--help']);
  const commands = [...out.matchAll(/^ {2}([a-z][a-z-]+)(?= [[<]| {2})/gm)].map(([, name]) => name ?? '');
  assert.ok(commands.length > 20, out);
  const text = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  assert.deepEqual(
    commands.filter((name) => !text.includes(`\`${name}\``) && name !== 'help'),
    [],
  );
});
