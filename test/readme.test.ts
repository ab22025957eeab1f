/** The README is true: its walk in curl works as it stands, its table of variables and its tree are those of the code. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { describeVariables, loadConfig } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';
import { startSupervisor } from '../src/supervisor/supervisor.ts';
import { blockAfter } from './support/markdown.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

let service: Awaited<ReturnType<typeof startSupervisor>>;

before(async () => {
  const config = loadConfig({ DATA_DIR: await makeTemporaryFolder(), PORT: '0', LOG_LEVEL: 'silent' });
  service = await startSupervisor(config, createLogger('supervisor', 'silent'));
});

after(() => service?.close());

/** Runs the block after a heading, as it stands. @returns what it prints. */
async function runBlock(heading: string): Promise<string> {
  const script = blockAfter(README, heading).replaceAll('localhost:3000', new URL(service.url).host);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT });
  return stdout;
}

test('the walk in curl trains, watches and predicts, as it stands in the README', { timeout: 240_000 }, async () => {
  const stdout = await runBlock('## A walk in curl');

  assert.match(stdout, /event: published/, 'the events tell of the publication');
  assert.match(stdout, /"data":\{"status":"succeeded"\}/, 'the stream ends with the job');
  assert.match(stdout, /"lineage":\{/, 'the version tells what it comes from');
  assert.match(stdout, /\{"predictions":\[\{"label":"7"/, 'the picture is read as a seven');
  const rows = /\{"predictions":(\[\[.*?\]\])\}/.exec(stdout)?.[1];
  const [probabilities] = JSON.parse(rows ?? 'null') as number[][];
  assert.equal(probabilities?.indexOf(Math.max(...probabilities)), 7, 'and so it is in rows');
});

test('a table becomes a served model by three commands', { timeout: 240_000 }, async () => {
  const stdout = await runBlock('## Your own data');

  assert.match(stdout, /"kind":"tabular","status":"ready","rows":400/, 'the upload tells what was understood');
  assert.match(stdout, /"warnings":\[/, 'and what to look out for');
  assert.match(stdout, /"status":"succeeded"/, 'the job is waited for');
  const [no = 1, yes = 0] = (/\{"predictions":\[\[(.*?)\]\]\}/.exec(stdout)?.[1] ?? '').split(',').map(Number);
  assert.ok(yes > 0.9 && no < 0.1, `the customer leaves: ${yes}`);
});

test('its figures of speed are those of the benchmarks', () => {
  const benchmarks = readFileSync(path.join(ROOT, 'docs/benchmarks.md'), 'utf8');
  const times = (network: string, against: string): string => {
    const [, ratio] =
      new RegExp(`^\\| ${network} \\| ${against}[^|]*\\|[^|]*\\| ([\\d.]+)`, 'm').exec(benchmarks) ?? [];
    return Number(ratio).toFixed(1);
  };
  const seconds = (by: string): string => {
    const [, number] = new RegExp(`^\\| cnn \\| ${by}.*\\| ([\\d.]+) \\|$`, 'm').exec(benchmarks) ?? [];
    return Number(number).toFixed(0);
  };
  const [mlp, cnn, lstm] = ['MLP', 'CNN', 'LSTM'].map((network) => times(network, 'the best of Keras'));
  const tuned = ['MLP', 'CNN', 'LSTM'].map((network) => times(network, "PyTorch's best"));
  const [, served] = /^\| MLP, 64 connections, beside the best peer[^|]*\| ([\d.]+)/m.exec(benchmarks) ?? [];
  const text = README.replaceAll(/\s+/g, ' ');
  for (const sentence of [
    `at batch 32 a whole job reaches ${mlp} times the examples a second of the best of them, as they come, for a small MLP, ${cnn} times for a CNN, ${lstm} times for an LSTM`,
    `beside PyTorch's fastest set-up ${tuned[0]}, ${tuned[1]} and ${tuned[2]} times.`,
    `Five epochs of the demo's CNN take ${seconds('epochd')} s where Keras takes ${seconds('Keras')}.`,
    `One process answers ${Number(served).toFixed(1)} times as many predictions`,
  ])
    assert.ok(text.includes(sentence), sentence);
});

test('the table of variables is that of the configuration', () => {
  const rows = describeVariables().map(
    ({ name, default: value, description }) => `| \`${name}\` | ${value && `\`${value}\``} | ${description} |`,
  );
  assert.deepEqual(
    [...README.matchAll(/^\| `[A-Z_]+`.*\|$/gm)].map(([row]) => row),
    rows,
  );
});

test('every file and folder of the tree exists', () => {
  const parents: string[] = [];
  for (const line of blockAfter(README, '## The tree').trimEnd().split('\n')) {
    const depth = line.search(/\S/) / 2;
    const names =
      line
        .trim()
        .split(/\s{2,}/)[0]
        ?.split(', ') ?? [];
    for (const name of names) {
      const place = path.join(...parents.slice(0, depth), name);
      assert.ok(existsSync(path.join(ROOT, place)), `${place} is in the README's tree, but not there`);
    }
    parents.splice(depth, Infinity, names[0] ?? '');
  }
});

test('every script that the README names is one', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = [...README.matchAll(/`npm (?:run )?([a-z]+)|^npm (?:run )?([a-z]+)/gm)].map(
    ([, inline, block]) => inline ?? block ?? '',
  );
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(scripts, name)),
    [],
  );
});
