/** docs/scoring-and-schedules.md is true: its commands work as they stand, one after the other. */
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
const PAGE = readFileSync(path.join(ROOT, 'docs/scoring-and-schedules.md'), 'utf8');
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

const objects = (block: number): Json[] => (printed[block] ?? []).map((line) => JSON.parse(line));

test('a batch prediction is a file of CSV', () => {
  const [header, first, second] = printed[1] ?? [];
  const labels = 'prediction.probabilities.no,prediction.probabilities.yes';
  assert.equal(header, `row,age,city,prediction.label,prediction.probability,${labels},prediction.error`);
  assert.match(first ?? '', /^0,\d+,[^,]*,(no|yes),0\.\d+,/);
  assert.match(second ?? '', /^1,/);
});

test('an evaluation has the figures of the training, and stays with the version', () => {
  const [, trained] = objects(0);
  const [job, kept] = objects(2);
  assert.deepEqual(job.evaluation, trained.evaluation);
  assert.deepEqual(kept.data[0].evaluation, trained.evaluation);
});

test('a schedule is put, run and looked at', () => {
  const [put, job, schedule] = objects(3);
  assert.deepEqual([put.name, put.enabled, put.runs], ['nightly', true, []]);
  assert.deepEqual(job.metadata, { schedule: 'nightly' });
  const [run] = schedule.runs;
  assert.deepEqual([run.trigger, run.outcome, run.job], ['manual', 'submitted', job.id]);
});
