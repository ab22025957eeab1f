/** docs/sweeps.md is true: its commands work as they stand, with real trainings, and the answers are what the page says. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';
import type { TrialResult } from '../src/models/specification/index.ts';
import { startSupervisor } from '../src/supervisor/supervisor.ts';
import { type Client, createClient } from './support/client.ts';
import { blockAfter, shellBlocks } from './support/markdown.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = readFileSync(path.join(ROOT, 'docs/sweeps.md'), 'utf8');
const MARK = '\u001e';
const STRICT_CURL = `curl() { command curl --fail-with-body -w '\\n' "$@"; }`;
const RATE = '/training/optimizer/learningRate';

interface SweepAnswer {
  readonly id: string;
  readonly status: string;
  readonly version: { readonly model: string; readonly version: number } | null;
  readonly trials: readonly TrialResult[];
  readonly best: TrialResult | null;
  readonly rungs: readonly { readonly epochs: number; readonly keep: number }[];
}

/** What each heading's commands printed. */
const printed = new Map<string, string[]>();
const models: Record<string, { versions: number[]; lineage: unknown }> = {};
let trainings: { status: string; version: unknown; history: unknown[] }[] = [];

before(
  async () => {
    const folder = await makeTemporaryFolder();
    const config = loadConfig({ DATA_DIR: path.join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent', WORKERS: '2' });
    const service = await startSupervisor(config, createLogger('supervisor', 'silent'));
    try {
      await runPage(new URL(service.url).host, path.join(folder, 'sweep.json'));
      await look(createClient(service.url));
    } finally {
      await service.close();
    }
  },
  { timeout: 600_000 },
);

/** Runs all blocks in one shell. */
async function runPage(host: string, file: string): Promise<void> {
  const blocks = shellBlocks(PAGE);
  const script = blocks.map(({ text }) => `printf '${MARK}\\n'\n${text}`).join('\n');
  const here = script.replaceAll('localhost:3000', host).replaceAll('/tmp/epochd-sweep.json', file);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${STRICT_CURL}\n${here}`], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 26 },
  });
  for (const [index, text] of stdout.split(`${MARK}\n`).slice(1).entries())
    printed.set(blocks[index]?.heading ?? '', text.split(/\r?\n/).filter(Boolean));
}

async function look(client: Client): Promise<void> {
  for (const model of ['churn', 'checked']) {
    const { body } = await client.get(`/v1/models/${model}`);
    const versions = body.model_version_status.map(({ version }: { version: string }) => Number(version)).sort();
    const { lineage } = (await client.get(`/v1/models/${model}/versions/${Math.max(...versions)}`)).body;
    models[model] = { versions, lineage };
  }
  const { id } = sweepOf('Successive halving');
  trainings = (await client.get(`/v1/jobs?sweep=${id}`)).body.data;
}

function sweepOf(heading: string): SweepAnswer {
  const lines = (printed.get(heading) ?? []).filter((line) => line.startsWith('{'));
  return JSON.parse(lines.at(-1) ?? '{}') as SweepAnswer;
}

test('a grid publishes the best of its trials, and the table says which', () => {
  const { status, version, trials, best } = sweepOf('A grid');
  assert.deepEqual([status, version], ['succeeded', { model: 'churn', version: 1 }]);
  assert.deepEqual(
    trials.map(({ rank, epochs, status: each }) => [rank, epochs, each]),
    [1, 2, 3].map((rank) => [rank, 8, 'succeeded']),
  );
  assert.deepEqual(best, trials[0]);
  assert.equal(trials[2]?.values[RATE], 0.00001, 'what hardly learns is worst');
  const figures = trials.map(({ metric }) => metric ?? Number.NaN);
  assert.deepEqual(
    figures,
    figures.toSorted((a, b) => a - b),
  );
  const csv = (printed.get('A grid') ?? []).filter((line) => !line.startsWith('{'));
  assert.equal(csv[0], blockAfter(PAGE, 'The second answer').trim());
  assert.deepEqual(
    csv.slice(1).map((line) => line.split(',').slice(0, 2).map(Number)),
    trials.map(({ rank, trial }) => [rank, trial]),
  );
});

test('halving gives trials up early, publishes once, and keeps to its plan', () => {
  const { version, trials, rungs, status } = sweepOf('Successive halving');
  const [plan] = (printed.get('Successive halving') ?? []).map((line) => JSON.parse(line));
  assert.equal(status, 'succeeded');
  assert.deepEqual(plan.rungs, rungs);
  assert.deepEqual(rungs, [{ epochs: 3, keep: 1 }]);
  assert.deepEqual(
    plan.trials.map(({ values }: TrialResult) => values),
    trials.toSorted((a, b) => a.trial - b.trial).map(({ values }) => values),
  );
  assert.deepEqual(version, { model: 'churn', version: 2 });
  assert.deepEqual(models['churn']?.versions, [1, 2]);
  assert.deepEqual(
    trials.map(({ epochs, stoppedAt, status: each }) => [epochs, stoppedAt, each]),
    [[9, undefined, 'succeeded'], ...[1, 2, 3].map(() => [3, 3, 'stopped'])],
  );
  assert.deepEqual(
    trainings.map(({ version: none }) => none),
    [null, null, null, null],
  );
  assert.deepEqual(trainings.map(({ history }) => history.length).sort(), [3, 3, 3, 9]);
});

test('a cross-validation tells a mean and a deviation, and publishes a training on all rows', () => {
  const { trials, version, id } = sweepOf('Cross-validation');
  const [trial] = trials;
  assert.deepEqual([trials.length, trial?.jobs.length, version], [1, 3, { model: 'checked', version: 1 }]);
  assert.ok((trial?.metric ?? 0) > 0.3 && (trial?.metric ?? 2) <= 1 && (trial?.std ?? -1) >= 0);
  const { job, sweep } = (models['checked']?.lineage ?? {}) as { job?: string; sweep?: object };
  assert.ok(job && !trial?.jobs.includes(job));
  assert.deepEqual(sweep, {
    ...{ job: id, trial: 1, values: {} },
    metric: { name: 'valAccuracy', value: trial?.metric, std: trial?.std },
  });
});
