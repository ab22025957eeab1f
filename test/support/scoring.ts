/** Evaluations and batch predictions over HTTP, with what their files hold. */
import assert from 'node:assert/strict';
import type { Client, Json } from './client.ts';

/** Submits what must succeed, and waits for its end. */
export async function score(client: Client, path: string, request: object): Promise<Json> {
  const { status, body, text } = await client.post(path, request, { prefer: 'wait=120' });
  assert.equal(status, 200, text);
  assert.equal(body.status, 'succeeded', JSON.stringify(body.error));
  return body;
}

/** The lines of a file of JSON lines that a batch prediction has made. */
export async function predictedLines(client: Client, request: object): Promise<{ job: Json; lines: Json[] }> {
  const job = await score(client, '/v1/batch-predictions', request);
  const { status, text } = await client.get(`/v1/jobs/${job.id}/output`);
  assert.equal(status, 200, text);
  const lines = text.split('\n').slice(0, -1);
  assert.equal(lines.length, job.output.rows);
  return { job, lines: lines.map((line) => JSON.parse(line)) };
}
