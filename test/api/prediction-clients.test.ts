/**
 * What real clients of the Open Inference Protocol sent (tritonclient, MLServer's codecs and its command line) is answered as it
 * was when they understood the answers: `test/oracles/prediction-clients.ts` makes the records anew.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { publishExactModels } from '../support/exact-models.ts';
import { startService, type TestService } from '../support/service.ts';

interface Exchange {
  readonly request: { method: string; path: string; headers: Record<string, string>; body?: string };
  readonly answer: { status: number; headers: Record<string, string>; body: string };
}

const RECORDS = path.resolve(import.meta.dirname, '../oracles/prediction-clients.json');
const EXCHANGES = JSON.parse(readFileSync(RECORDS, 'utf8')) as Exchange[];

let service: TestService;

before(async () => {
  service = await startService();
  await publishExactModels(service.storage);
});

after(() => service?.close());

for (const [index, exchange] of EXCHANGES.entries()) {
  const { method, path: url, headers } = exchange.request;
  const client = headers['user-agent'] ?? 'a client';
  test(`${index + 1}: ${client} sends ${method} ${url}`, () => replay(exchange));
}

test('each of the clients has a part in the records', () => {
  const agents = EXCHANGES.map(({ request }) => request.headers['user-agent'] ?? '');
  for (const agent of [/gevent-http-client/, /Python-urllib/, /aiohttp/])
    assert.ok(agents.some((each) => agent.test(each)));
});

async function replay({ request, answer }: Exchange): Promise<void> {
  const { method, path: url, headers, body } = request;
  const got = await fetch(service.url + url, {
    ...{ method, headers },
    ...(body !== undefined && { body: Uint8Array.from(Buffer.from(body, 'base64')) }),
  });
  const bytes = Buffer.from(await got.arrayBuffer());
  assert.equal(got.status, answer.status, bytes.toString('latin1'));
  // Times are never the same.
  if (url.endsWith('/stats')) return;
  for (const name of ['content-type', 'inference-header-content-length'])
    assert.equal(got.headers.get(name) ?? undefined, answer.headers[name]);
  assert.equal(bytes.toString('latin1'), Buffer.from(answer.body, 'base64').toString('latin1'));
}
