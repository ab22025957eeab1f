/** docs/drift.md is true: its commands work as they stand, one after the other. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';
import { startSupervisor } from '../src/supervisor/supervisor.ts';
import type { Json } from './support/client.ts';
import { shellBlocks } from './support/markdown.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = readFileSync(path.join(ROOT, 'docs/drift.md'), 'utf8');
const MARK = '\u001e';
/** What the page's commands leave out: an answer by a line, and an end at the first that is refused. */
const STRICT_CURL = `curl() { command curl --fail-with-body -w '\\n' "$@"; }`;

let printed: readonly string[][];

before(
  async () => {
    const folder = await makeTemporaryFolder();
    const config = loadConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' });
    const service = await startSupervisor(config, createLogger('supervisor', 'silent'));
    try {
      const script = shellBlocks(PAGE).map(({ text }) => `printf '${MARK}\\n'\n${text}`);
      const here = script.join('\n').replaceAll('localhost:3000', new URL(service.url).host);
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${STRICT_CURL}\n${here}`], {
        ...{ cwd: ROOT, maxBuffer: 2 ** 26 },
      });
      const blocks = stdout.split(`${MARK}\n`).slice(1);
      printed = blocks.map((text) => text.split(/\r?\n/).filter((line) => line !== ''));
    } finally {
      await service.close();
    }
  },
  { timeout: 600_000 },
);

const object = (block: number): Json => JSON.parse(printed[block]?.at(-1) ?? '');

test('a training leaves a contract, and a prediction is compared with it', () => {
  const { predictions, warnings, novelty } = object(1);
  assert.equal(predictions.length, 2);
  const [usual, strange] = warnings;
  assert.deepEqual(usual, []);
  const [example = ''] = /age: 212 is above \d+…\d+, all that training saw/.exec(PAGE) ?? [];
  assert.deepEqual(strange.slice(0, 3), [example, 'plan: "gold" was never seen', 'city: "Roma" was never seen']);
  assert.ok(novelty[0] < 0.9 && novelty[1] > 0.99, `${novelty}`);
});

test('what has changed is told: the ages, and nothing that has not', () => {
  const { verdict, instances, columns, outputs, novel } = object(2);
  assert.deepEqual([verdict, instances], ['major', 802]);
  assert.deepEqual([columns[0].name, columns[0].verdict], ['age', 'major']);
  for (const { name, verdict: each } of columns.slice(1)) assert.equal(each, 'stable', name);
  assert.ok(outputs.some(({ name }: Json) => name === 'label'));
  assert.ok(novel.share > 0.01, `${novel.share}`);
});

test('Prometheus reads the same', () => {
  const lines = printed[3]?.join('\n') ?? '';
  assert.match(lines, /^epochd_drift_psi\{model="customers",version="1",column="age"\} [\d.]+$/m);
  assert.match(lines, /^epochd_predictions_watched_total\{model="customers",version="1"\} 802$/m);
});
