/** A user's way with data of their own, over HTTP and with real processes: upload, look, plan, train, ask. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Answer, Json } from './client.ts';
import { type ProcessService, startProcesses, type TestProcess } from './processes.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

export interface OwnData extends ProcessService {
  readonly worker: TestProcess;
  /** Uploads and waits for the import. */
  send(name: string, files: readonly UploadedFile[], options?: object): Promise<Answer>;
  /** The same with files of `test/fixtures`, which must become a dataset. @returns what is known of it. */
  upload(name: string, files: readonly string[], options?: object): Promise<Json>;
  /** Plans and trains a job that must succeed, on `model` named as its dataset unless the request says otherwise. */
  learn(request: Readonly<Record<string, unknown>> & { readonly dataset: string }): Promise<Learnt>;
  /** @returns the predictions, of which there must be some. */
  ask(model: string, body: object | string | Uint8Array, type?: string): Promise<Json[]>;
}

export interface Learnt {
  readonly plan: Json;
  readonly job: Json;
  /** Its manifest. */
  readonly version: Json;
}

export async function startOwnData(environment: Readonly<Record<string, string>> = {}): Promise<OwnData> {
  const service = await startProcesses({ LOG_LEVEL: 'info', ...environment });
  const worker = await service.startWorker();
  const { client } = service;

  const send: OwnData['send'] = (name, files, options) => {
    const form = new FormData();
    form.append('name', name);
    if (options) form.append('options', JSON.stringify(options));
    for (const file of files) form.append('file', new Blob([file.bytes as string]), file.name);
    return client.request('POST', '/v1/datasets', { body: form, headers: { prefer: 'wait=60' } });
  };

  return {
    ...service,
    worker,
    send,
    async upload(name, paths, options) {
      const files = await Promise.all(
        paths.map(async (file) => ({ name: file.replace(/^.*\//, ''), bytes: await fs.readFile(FIXTURES + file) })),
      );
      const { status, text } = await send(name, files, options);
      assert.equal(status, 201, text);
      const { body } = await client.get(`/v1/datasets/${name}`);
      assert.deepEqual([body.name, body.status], [name, 'ready']);
      return body;
    },
    async learn(asked) {
      const training = { epochs: 5, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.01 }, seed: 7 };
      const request = { model: asked.dataset, network: 'auto', training, ...asked };
      const plan = await client.post('/v1/jobs/plan', request);
      assert.equal(plan.status, 200, plan.text);
      const { id } = await client.submit(request);
      for await (const _ of client.events(id));
      const job = await client.job(id);
      assert.equal(job.status, 'succeeded', JSON.stringify(job.error));
      const { model, version } = job.version ?? {};
      return { plan: plan.body, job, version: (await client.get(`/v1/models/${model}/versions/${version}`)).body };
    },
    async ask(model, body, type) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const answer = await client.post(`/v1/models/${model}:predict`, body, headers);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.predictions;
    },
  };
}

/** The label of each row of probabilities, as TensorFlow Serving's format has them. */
export function likeliest({ labels }: Json, rows: readonly number[][]): string[] {
  return rows.map((row) => labels[row.indexOf(Math.max(...row))]);
}

/** Equal but for the last digits: how sums are taken depends on how many inputs are computed at once. */
export function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

/** How many of the answers are as they should be, from 0 to 1. */
export function share<T>(answers: readonly T[], right: (answer: T, index: number) => boolean): number {
  return answers.filter(right).length / answers.length;
}

/** Records of a simple CSV fixture: no quotes in it. */
export async function recordsOf(file: string): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await fs.readFile(FIXTURES + file, 'utf8')).trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
}

/** Records as CSV with a header. */
export function csvOf(records: readonly Readonly<Record<string, unknown>>[], separator = ','): string {
  const names = Object.keys(records[0] ?? {});
  return [
    names.join(separator),
    ...records.map((record) => names.map((name) => record[name]).join(separator)),
    '',
  ].join('\n');
}
