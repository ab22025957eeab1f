/** Both prediction protocols as tables: a request, and the status, headers and body of its answer (`test/fixtures/protocols`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { publishExactModels } from '../support/exact-models.ts';
import { startService, type TestService } from '../support/service.ts';

interface Case {
  readonly name: string;
  /** Method and path. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it stands. */
  readonly body?: object;
  readonly text?: string;
  readonly status: number;
  /** The whole body, or a pattern of its only field. */
  readonly answer?: object;
  readonly error?: string;
}

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/protocols');
const TABLES = ['tf-serving', 'open-inference'];

let service: TestService;

before(async () => {
  service = await startService({ environment: { INSTANCES_LIMIT: '50' } });
  await publishExactModels(service.storage);
});

after(() => service?.close());

for (const table of TABLES) {
  const { cases } = JSON.parse(readFileSync(path.join(FIXTURES, `${table}.json`), 'utf8')) as { cases: Case[] };
  for (const each of cases) test(`${table}: ${each.name}`, () => check(each));
}

async function check({ request, headers, body, text, status, answer, error }: Case): Promise<void> {
  const [method = '', url = ''] = request.split(' ');
  const sent = text ?? (body && JSON.stringify(body));
  const got = await service.client.request(method, url, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(sent !== undefined && { body: sent }),
  });
  assert.equal(got.status, status, got.text);
  const isStatus = answer && 'model_version_status' in answer;
  assert.equal(got.headers.get('content-type'), isStatus ? 'application/json; charset=utf-8' : 'application/json');
  if (error !== undefined) {
    assert.deepEqual(Object.keys(got.body), ['error']);
    assert.match(got.body.error, new RegExp(error));
  } else if (isStatus) assert.deepEqual(got.body.model_version_status, answer.model_version_status);
  else assert.deepEqual(got.body, answer);
}
