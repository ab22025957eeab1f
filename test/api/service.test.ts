import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { validate } from '@readme/openapi-parser';
import { sendRaw } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const ROUTES = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /v1/activity',
  'POST /v1/batch-predictions',
  'GET /v1/datasets',
  'POST /v1/datasets',
  'DELETE /v1/datasets/{name}',
  'GET /v1/datasets/{name}',
  'GET /v1/datasets/{name}/histogram',
  'GET /v1/datasets/{name}/rows',
  'POST /v1/evaluations',
  'GET /v1/jobs',
  'POST /v1/jobs',
  'GET /v1/jobs/{id}',
  'POST /v1/jobs/plan',
  'POST /v1/jobs/{id}/cancel',
  'GET /v1/jobs/{id}/deliveries',
  'POST /v1/jobs/{id}/deliveries/{delivery}/retry',
  'GET /v1/jobs/{id}/events',
  'GET /v1/jobs/{id}/network',
  'GET /v1/jobs/{id}/output',
  'POST /v1/jobs/{id}/pause',
  'GET /v1/jobs/{id}/request',
  'POST /v1/jobs/{id}/resubmit',
  'POST /v1/jobs/{id}/resume',
  'GET /v1/models',
  'GET /v1/models/{model}',
  'DELETE /v1/models/{model}/aliases/{alias}',
  'GET /v1/models/{model}/aliases/{alias}',
  'PUT /v1/models/{model}/aliases/{alias}',
  'DELETE /v1/models/{model}/aliases/{alias}/gate',
  'GET /v1/models/{model}/aliases/{alias}/gate',
  'PUT /v1/models/{model}/aliases/{alias}/gate',
  'POST /v1/models/{model}/aliases/{alias}/gate/check',
  'GET /v1/models/{model}/aliases/{alias}/history',
  'POST /v1/models/{model}/aliases/{alias}/rollback',
  'GET /v1/models/{model}/aliases/{alias}/traffic',
  'GET /v1/models/{model}/compare',
  'GET /v1/models/{model}/drift',
  'DELETE /v1/models/{model}/retention',
  'GET /v1/models/{model}/retention',
  'PUT /v1/models/{model}/retention',
  'DELETE /v1/models/{model}/versions/{version}',
  'GET /v1/models/{model}/versions/{version}',
  'GET /v1/models/{model}/versions/{version}/drift',
  'GET /v1/models/{model}/versions/{version}/evaluations',
  'GET /v1/models/{model}/versions/{version}/export',
  'GET /v1/models/{model}/versions/{version}/mistakes',
  'GET /v1/models/{model}/versions/{version}/tfjs/{file}',
  'POST /v1/models/{model}/versions',
  'GET /v1/sweeps',
  'POST /v1/sweeps',
  'GET /v1/sweeps/{id}',
  'POST /v1/sweeps/plan',
  'GET /v1/webhooks/secret',
  'POST /v1/webhooks/test',
  'GET /v1/schedules',
  'DELETE /v1/schedules/{name}',
  'GET /v1/schedules/{name}',
  'PUT /v1/schedules/{name}',
  'POST /v1/schedules/{name}/disable',
  'POST /v1/schedules/{name}/enable',
  'POST /v1/schedules/{name}/run',
  ...['', '/versions/{version}', '/labels/{label}'].flatMap((target) => [
    ...['predict', 'classify', 'regress', 'explain'].map((verb) => `POST /v1/models/{model}${target}:${verb}`),
    `GET /v1/models/{model}${target}/metadata`,
  ]),
  'GET /v1/models/{model}/labels/{label}',
  ...['/v2/', '/v2/health/live', '/v2/health/ready', '/v2/models/stats'].map((path) => `GET ${path}`),
  ...['/v2/models/{model}', '/v2/models/{model}/versions/{version}'].flatMap((path) => [
    ...['', '/ready', '/stats'].map((part) => `GET ${path}${part}`),
    `POST ${path}/infer`,
  ]),
  ...['index', 'models/{model}/load', 'models/{model}/unload'].map((path) => `POST /v2/repository/${path}`),
];

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

test('the OpenAPI document is valid', { timeout: 30_000 }, async () => {
  const { status, body } = await service.client.get('/openapi.json');
  assert.equal(status, 200);
  const result = await validate(structuredClone(body));
  assert.ok(result.valid, JSON.stringify(result, null, 1).slice(0, 2000));
});

test('the OpenAPI document has every route, with what it takes and how it can fail', async () => {
  const { body } = await service.client.get('/openapi.json');
  const listed = Object.entries(
    body.paths as Record<string, Record<string, { summary?: string; responses: object }>>,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, ...operation })),
  );
  assert.deepEqual(listed.map(({ route }) => route).sort(), ROUTES.toSorted());
  for (const { route, summary, responses } of listed) {
    assert.ok(summary, route);
    assert.ok(Object.keys(responses).length > 0, route);
  }
  const submit = body.paths['/v1/jobs'].post;
  assert.deepEqual(Object.keys(submit.responses).sort(), [
    '200',
    '202',
    '400',
    '401',
    '413',
    '415',
    '422',
    '429',
    '503',
  ]);
  const { $ref } = submit.requestBody.content['application/json'].schema;
  assert.equal($ref, '#/components/schemas/JobRequest');
  assert.deepEqual(body.components.schemas.JobRequest.required.toSorted(), ['dataset', 'model']);
  const { content } = body.paths['/v1/datasets'].post.requestBody;
  assert.deepEqual(Object.keys(content), ['multipart/form-data', 'application/json']);
  assert.equal(content['multipart/form-data'].schema.properties.file.items.format, 'binary');
  for (const path of Object.keys(body.paths))
    for (const name of path.match(/\{\w+\}/g) ?? []) {
      for (const operation of Object.values(body.paths[path]) as { parameters: { name: string; in: string }[] }[]) {
        assert.ok(
          operation.parameters.some((parameter) => `{${parameter.name}}` === name && parameter.in === 'path'),
          `${path} ${name}`,
        );
      }
    }
});

test('the metrics can be read by Prometheus, and count what was asked', async () => {
  await service.client.get('/v1/jobs');
  const { status, headers, text } = await service.client.get('/metrics');
  assert.equal(status, 200);
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const line =
    /^(#\s(HELP|TYPE)\s[a-zA-Z_:][\w:]*\s.+|[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="(\\.|[^"\\])*",?)*\})?\s([+-]?\d+(\.\d+)?(e[+-]?\d+)?|NaN|[+-]Inf))$/i;
  for (const row of text.split('\n').filter(Boolean)) assert.match(row, line);
  const [, count] =
    /epochd_http_request_duration_seconds_count\{method="GET",route="\/v1\/jobs",status="200"\} (\d+)/.exec(text) ?? [];
  assert.ok(Number(count) >= 1);
  assert.match(text, /^epochd_jobs\{kind="train",state="waiting"\} \d+$/m);
});

test('paths that are made up do not each become a metric', async () => {
  for (let index = 0; index < 20; index++) await service.client.get(`/made/up/${index}`);
  const { text } = await service.client.get('/metrics');
  assert.doesNotMatch(text, /made\/up/);
  assert.match(text, /route="unknown",status="404"\} 2\d/);
});

test('the pages answer HTML that their own policy lets run', async () => {
  for (const path of ['/', '/docs/', '/queues']) {
    const { status, headers, text } = await service.client.get(path);
    assert.equal(status, 200, path);
    assert.match(headers.get('content-type') ?? '', /^text\/html/);
    assert.match(text, /<html/i);
    const scripts = [...text.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(
      ([, source]) => new URL(source ?? '', `${service.url}${path.endsWith('/') ? path : `${path}/`}`),
    );
    assert.ok(scripts.length > 0, path);
    for (const { origin, pathname } of scripts) {
      assert.equal(origin, new URL(service.url).origin, 'nothing is loaded from elsewhere');
      const script = await service.client.get(pathname);
      assert.equal(script.status, 200, pathname);
      assert.match(script.headers.get('content-type') ?? '', /javascript/);
    }
  }
});

test('the board of queues reads, and changes nothing', async () => {
  const { id } = await service.client.submit({ model: 'digits', dataset: 'mnist', network: 'mlp' });
  const { status, body } = await service.client.get('/queues/api/queues');
  assert.equal(status, 200);
  assert.equal(body.queues[0].readOnlyMode, true);
  for (const path of ['pause', 'empty', 'obliterate', `${id}/clean`, `${id}/promote`, `${id}/retry/failed`]) {
    const { status: refused } = await service.client.request('PUT', `/queues/api/queues/training/${path}`);
    assert.ok(refused === 404 || refused === 405, `${path}: ${refused}`);
  }
  assert.equal((await service.client.job(id)).status, 'queued');
});

test('what is not there is a problem, whatever the method', async () => {
  for (const path of [
    '/nowhere',
    '/v1',
    '/v2/models',
    '/v1/jobs/',
    '/v1/jobs/x/y',
    '/docs/nothing',
    '/.env',
    '/openapi.yaml',
  ]) {
    assert.equal((await service.client.get(path)).status, 404, path);
  }
  for (const method of ['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    const raw = await sendRaw(
      service.url,
      `${method} /v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    assert.match(raw, /^HTTP\/1\.1 (404|405|400) /, method);
  }
  assert.match(
    assertProblem(await service.client.get('/nowhere'), 404, 'ERR_NOT_FOUND').detail,
    /Received: GET \/nowhere\.$/,
  );
});

test('HEAD answers as GET does, without a body', async () => {
  for (const path of ['/health/live', '/v1/jobs', '/v1/models', '/openapi.json']) {
    const { status, text } = await service.client.request('HEAD', path);
    assert.deepEqual([status, text], [200, ''], path);
  }
  const { id } = await service.client.submit({ model: 'digits', dataset: 'mnist', network: 'mlp' });
  const { status } = await service.client.request('HEAD', `/v1/jobs/${id}/events`, {
    signal: AbortSignal.timeout(5000),
  });
  assert.equal(status, 200);
});

test('a path that cannot be read is a problem too', async () => {
  for (const path of ['/v1/jobs/%zz', '/v1/models/%', '/%c3%28'])
    assertProblem(await service.client.get(path), 400, 'ERR_MALFORMED');
  for (const path of [
    `/v1/jobs/${'x'.repeat(5000)}`,
    `/v1/models/${'m'.repeat(300)}`,
    `/v1/models/${'m'.repeat(300)}/versions/1`,
  ]) {
    const answer = await service.client.get(path);
    assert.ok([400, 404, 414].includes(answer.status), answer.text);
    assertProblem(answer, answer.status, answer.body.code);
  }
});
