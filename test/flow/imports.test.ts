/** Imports in real processes, some of which are killed on purpose: one dataset comes of each, or nothing. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Answer } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const WORKER = 'test/support/tiny-worker.ts';

let service: ProcessService;
let worker: TestProcess;

before(
  async () => {
    service = await startProcesses({ IMPORT_MEMORY_BYTES: String(256 * 1024 * 1024) });
    worker = await service.startWorker(WORKER);
  },
  { timeout: 60_000 },
);

after(() => service?.close());

function upload(name: string, bytes: string, headers: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData();
  form.append('name', name);
  form.append('file', new Blob([bytes]), `${name}.bin`);
  return service.client.request('POST', '/v1/datasets', { body: form, headers });
}

const get = async (name: string) => (await service.client.get(`/v1/datasets/${name}`)).body;
const inStorage = (...parts: string[]) => path.join(service.dataDir, 'storage', ...parts);

function until(name: string, status: string): Promise<{ job: string; rows: number; error?: { code: string } }> {
  return waitFor(
    `${name} to be ${status}`,
    async () => {
      const body = await get(name);
      return body.status === status && body;
    },
    60_000,
  );
}

/** An import that has begun, and takes some seconds more. */
async function slowImport(name: string): Promise<{ job: string; importers: number[] }> {
  const { body } = await upload(name, 'slow');
  await waitFor('the import to go on', async () => (await service.client.job(body.job)).progress.fraction > 0);
  return { job: body.job, importers: worker.importers() };
}

/** The files of all imports of a name: attempts, records. */
async function filesOf(name: string): Promise<string[]> {
  const names = await fs.readdir(inStorage('datasets', name), { recursive: true }).catch(() => []);
  return names.filter((file) => !file.startsWith('claims')).sort();
}

async function assertOnlyPublished(name: string, job: string, attempt: number): Promise<void> {
  await waitFor('the upload to be gone', async () => (await fs.readdir(inStorage('uploads'))).length === 0);
  assert.deepEqual(await filesOf(name), [
    job,
    `${job}/${attempt}`,
    `${job}/${attempt}/inputs.bin`,
    `${job}/dataset.json`,
  ]);
  await waitFor('the workspace to be gone', async () => (await fs.readdir(inStorage('.tmp'))).length === 0);
}

test('a file becomes a dataset while its owner waits, and is the same when it comes again', {
  timeout: 60_000,
}, async () => {
  const first = await upload('letters', 'abcdef', { prefer: 'wait=30' });
  assert.equal(first.status, 201, first.text);
  assert.equal(first.headers.get('location'), '/v1/datasets/letters');
  const { createdAt: _at, digest: _digest, job, ...rest } = first.body;
  assert.deepEqual(rest, {
    ...{ name: 'letters', kind: 'tensor', status: 'ready', rows: 6, schema: { shape: [1], type: 'uint8' } },
    ...{ classes: [], warnings: [], bytes: 6 },
  });
  await assertOnlyPublished('letters', job, 1);
  const again = await upload('letters', 'abcdef');
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assertProblem(await upload('letters', 'other'), 409, 'ERR_CONFLICT');
  const { body } = await service.client.get(`/v1/jobs/${job}/events`, { accept: 'application/json' });
  const told = (body.data as { type: string; data: Record<string, unknown> }[]).map(({ type, data }) =>
    type === 'status' ? (data['phase'] ?? data['status']) : type,
  );
  assert.deepEqual(told, ['queued', 'preparing', 'importing', 'progress', 'publishing', 'progress', 'succeeded']);
  assert.equal((await service.client.job(job)).progress.fraction, 1);
});

test('a deleted dataset is gone with its files, and its name is free', { timeout: 60_000 }, async () => {
  await upload('passing', 'abc', { prefer: 'wait=30' });
  assert.equal((await service.client.request('DELETE', '/v1/datasets/passing')).status, 204);
  assertProblem(await service.client.get('/v1/datasets/passing'), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.get('/v1/datasets/passing/rows'), 404, 'ERR_NOT_FOUND');
  assert.deepEqual(await filesOf('passing'), []);
  const next = await upload('passing', 'other', { prefer: 'wait=30' });
  assert.deepEqual([next.status, next.body.rows], [201, 5]);
});

test('a file that cannot be read is a refusal that says why, and leaves its name to a better one', {
  timeout: 60_000,
}, async () => {
  const refused = await upload('wrong', 'bad bytes', { prefer: 'wait=30' });
  const { detail } = assertProblem(refused, 422, 'ERR_DATA');
  assert.equal(detail, 'Expected bytes in "wrong.bin". Received: bad ones, in row 1.');
  const { status, error, job } = await get('wrong');
  assert.deepEqual([status, error], ['failed', { code: 'ERR_DATA', message: detail }]);
  assert.equal((await service.client.job(job)).attempts, 1);
  assert.deepEqual(await filesOf('wrong'), []);
  assert.equal((await upload('wrong', 'good bytes', { prefer: 'wait=30' })).status, 201);
});

/** The kernel refuses what a process writes beyond so many bytes of a file, as a full disk does. */
const limitFiles = (pid: number, bytes: number | 'unlimited') =>
  promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

test('a disk that fills while an upload comes is a service that is away, and nothing is left', {
  timeout: 60_000,
}, async () => {
  await limitFiles(service.api.pid, 100_000);
  assertProblem(await upload('full', 'x'.repeat(3_000_000)), 503, 'ERR_UNAVAILABLE');
  await limitFiles(service.api.pid, 'unlimited');
  assertProblem(await service.client.get('/v1/datasets/full'), 404, 'ERR_NOT_FOUND');
  assert.deepEqual(await fs.readdir(inStorage('uploads')), []);
  assert.equal((await upload('full', 'x'.repeat(3_000_000), { prefer: 'wait=30' })).status, 201);
});

test('a disk that fills while an import writes costs an attempt, and leaves nothing of it', {
  timeout: 60_000,
}, async () => {
  const importers = await waitFor('a warm importer', () => worker.importers().length > 0 && worker.importers());
  for (const importer of importers) await limitFiles(importer, 100_000);
  const { status, body } = await upload('cramped', 'x'.repeat(200_000), { prefer: 'wait=30' });
  assert.deepEqual([status, (await service.client.job(body.job)).attempts], [201, 2]);
  await assertOnlyPublished('cramped', body.job, 2);
});

test('a cancelled import ends within a second, and leaves nothing', { timeout: 60_000 }, async () => {
  const { job, importers } = await slowImport('cancelled');
  const started = performance.now();
  assert.equal((await service.client.post(`/v1/jobs/${job}/cancel`)).status, 200);
  await waitFor('the importer to be gone', () => !importers.every(isAlive), 1000);
  assert.ok(performance.now() - started < 1500);
  assert.equal((await get('cancelled')).error.code, 'ERR_CANCELLED');
  await waitFor('its files to be gone', async () => (await fs.readdir(inStorage('.tmp'))).length === 0);
  assert.deepEqual([await filesOf('cancelled'), await fs.readdir(inStorage('uploads'))], [[], []]);
});

test('an importer that is killed costs one attempt, and one dataset comes of it', { timeout: 60_000 }, async () => {
  const { job, importers } = await slowImport('killed');
  assert.ok(importers.length > 0);
  for (const importer of importers) process.kill(importer, 'SIGKILL');
  const { rows } = await until('killed', 'ready');
  assert.equal(rows, 4);
  assert.equal((await service.client.job(job)).attempts, 2);
  await assertOnlyPublished('killed', job, 2);
});

test('an import that takes more memory than it may fails, and the worker goes on', { timeout: 120_000 }, async () => {
  await upload('greedy', 'greedy');
  const { error } = await until('greedy', 'failed');
  assert.equal(error?.code, 'ERR_IMPORTER_DIED');
  assert.equal((await upload('modest', 'abc', { prefer: 'wait=30' })).status, 201);
  assert.equal(isAlive(worker.pid), true);
});

test('a worker that is killed loses its import to another, and one dataset comes of it', {
  timeout: 120_000,
}, async () => {
  const { job, importers } = await slowImport('orphaned');
  await worker.end('SIGKILL');
  await waitFor('the importers to be gone with their worker', () => !importers.some(isAlive), 3000);
  worker = await service.startWorker(WORKER);
  await until('orphaned', 'ready');
  assert.equal((await service.client.job(job)).attempts, 2);
  const files = await filesOf('orphaned');
  assert.deepEqual(files, [job, `${job}/2`, `${job}/2/inputs.bin`, `${job}/dataset.json`]);
});

test('a worker that is asked to end hands its import back, and another finishes it', { timeout: 90_000 }, async () => {
  const { job } = await slowImport('handed-on');
  assert.equal(await worker.end('SIGTERM'), 0);
  assert.equal((await service.client.job(job)).status, 'queued');
  worker = await service.startWorker(WORKER);
  await until('handed-on', 'ready');
});

test('the importer has a name of its own and goes behind predictions', { timeout: 60_000 }, async () => {
  const { importers } = await slowImport('named');
  const [pid = 0] = importers;
  assert.match(await fs.readFile(`/proc/${pid}/cmdline`, 'utf8'), /^epochd importer/);
  const fields = (await fs.readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  assert.equal(fields[16], '10');
  await until('named', 'ready');
});
