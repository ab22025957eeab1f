/** The api as two processes behind one port: a caller cannot tell, whichever of them answers. */
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFileStorage } from '../../src/storage/index.ts';
import { type Answer, requestWith } from '../support/client.ts';
import { publishExactModels } from '../support/exact-models.ts';
import { childrenOf, isAlive, type ProcessService, startProcesses } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const LIMIT = 400;
/** Starting a process on a busy machine. */
const START_MS_MAX = 120_000;
const JSON_TYPE = { 'content-type': 'application/json' };
let service: ProcessService;

before(
  async () => {
    service = await startProcesses({ API_PROCESSES: '2', PREDICT_RATE_LIMIT_PER_MINUTE: String(LIMIT) });
    await publishExactModels(await openFileStorage(path.join(service.dataDir, 'storage')));
  },
  { timeout: 2 * START_MS_MAX },
);

after(() => service?.close());

/** By a connection of its own, so that processes answer in turn. */
function ask(method: string, target: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  return requestWith(
    service.client.url + target,
    { method, headers: { ...JSON_TYPE, ...headers } },
    body && JSON.stringify(body),
  );
}

/** Of a client at another address, with which the limit is used up. */
const classifyElsewhere = () =>
  requestWith(
    `${service.client.url}/v1/models/nothing:classify`,
    { method: 'POST', localAddress: '127.0.0.2', headers: JSON_TYPE },
    JSON.stringify({ examples: [{}] }),
  );

const predict = (headers?: Record<string, string>) =>
  ask('POST', '/v1/models/half_plus_three:predict', { instances: [1, 2] }, headers);

async function predictions(count: number): Promise<void> {
  const answers = await Promise.all(Array.from({ length: count }, () => predict()));
  for (const { status, body } of answers) assert.deepEqual([status, body], [200, { predictions: [[3.5], [4]] }]);
}

/** Whoever answered, by the lines that it logged. */
function answering(url: string): Set<unknown> {
  return new Set(
    service.api
      .lines()
      .filter((line) => line['url'] === url)
      .map(({ process }) => process),
  );
}

async function metric(line: string): Promise<number | undefined> {
  const { text } = await ask('GET', '/metrics');
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const PREDICTED = 'epochd_prediction_duration_seconds_count{model="half_plus_three",version="2"}';

test('both answer, and what they counted is told as one', async () => {
  await predictions(40);
  assert.equal(answering('/v1/models/half_plus_three:predict').size, 2);
  for (const _each of [1, 2]) {
    assert.equal(await metric(PREDICTED), 40);
    const stats = (await ask('GET', '/v2/models/half_plus_three/versions/2/stats')).body.model_stats[0];
    assert.deepEqual([stats.inference_count, stats.inference_stats.success.count], [80, 40]);
    const { body } = await ask('GET', '/v1/activity');
    assert.equal(body.predictions.answered, 40);
  }
  const route = '{method="POST",route="/v1/models/:model([^:]+)::predict",status="200"}';
  assert.equal(await metric(`epochd_http_request_duration_seconds_count${route}`), 40);
  assert.equal(await metric('epochd_jobs{kind="train",state="waiting"}'), 0);
  assert.equal(await metric('epochd_api_processes{state="answered"}'), 2);
  const started = (await metric('epochd_process_start_time_seconds')) ?? 0;
  assert.ok(started > Date.now() / 1000 - 3600 && started < Date.now() / 1000, 'not twice as long ago');
});

test('a model is unloaded and loaded in both before the answer', async () => {
  const ready = async () => {
    const answers = [];
    for (let each = 0; each < 4; each++) answers.push((await ask('GET', '/v2/models/sums/ready')).status);
    return answers;
  };
  assert.deepEqual(await ready(), [200, 200, 200, 200]);
  assert.equal((await ask('POST', '/v2/repository/models/sums/unload')).status, 200);
  assert.deepEqual(await ready(), [503, 503, 503, 503]);
  const entries = (await ask('POST', '/v2/repository/index')).body as { name: string; reason: string }[];
  assert.deepEqual(
    entries.filter(({ reason }) => reason === 'unloaded').map(({ name }) => name),
    ['sums'],
  );
  assert.equal((await ask('POST', '/v2/repository/models/sums/load')).status, 200);
  assert.deepEqual(await ready(), [200, 200, 200, 200]);
  assert.equal((await ask('POST', '/v2/repository/models/nothing/load')).status, 404);
});

test('a rate limit holds over all connections', async () => {
  let allowed = 0;
  for (let request = 0; request < 1.5 * LIMIT; request++) {
    const { status, headers } = await classifyElsewhere();
    if (status !== 429) allowed += 1;
    else assert.ok(Number(headers.get('retry-after')) >= 1);
  }
  assert.ok(allowed >= LIMIT && allowed <= 1.25 * LIMIT, `${allowed} of at most ${LIMIT} were answered`);
});

test('while one is killed and replaced, the other answers; what was counted stays', {
  timeout: 2 * START_MS_MAX,
}, async () => {
  const agents = Array.from({ length: 6 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const over = (agent: http.Agent, id: string) =>
    requestWith(
      `${service.client.url}/v1/models/sums:predict`,
      { method: 'POST', agent, headers: { ...JSON_TYPE, 'x-request-id': id } },
      JSON.stringify({ instances: [[1, 2, 3]] }),
    );
  await Promise.all(agents.map((agent, place) => over(agent, `first-${place}`)));
  const pidOf = (id: string) =>
    waitFor('its line', () => service.api.lines().find((line) => line.requestId === id && line['status'])?.['pid']);
  const pids = await Promise.all(agents.map((_, place) => pidOf(`first-${place}`)));
  const victim = pids[0] as number;
  const kept = agents.filter((_, place) => pids[place] !== victim);
  assert.ok(kept.length > 0 && kept.length < agents.length, 'both have connections');
  await ask('POST', '/v2/repository/models/tags/unload');
  const counted = await metric(PREDICTED);
  process.kill(victim, 'SIGKILL');
  let answered = 0;
  const replaced = () => childrenOf(service.api.pid).length === 2 && ready().length === 3;
  await waitFor(
    'a replacement',
    async () => {
      const agent = kept[answered++ % kept.length] as http.Agent;
      assert.equal((await over(agent, 'later')).status, 200);
      // Within what an address may ask.
      return replaced() || sleep(200, false);
    },
    START_MS_MAX,
  );
  assert.ok(answered > 0);
  for (const agent of agents) agent.destroy();
  await waitFor('both to answer', async () => (await metric('epochd_api_processes{state="answered"}')) === 2);
  for (const _each of [1, 2]) {
    assert.equal(await metric(PREDICTED), counted);
    assert.equal((await ask('GET', '/v2/models/tags/ready')).status, 503, 'the new one knows what is unloaded');
    assert.equal((await classifyElsewhere()).status, 429);
  }
});

/** Lines of processes that listen. */
function ready() {
  return service.api.lines().filter(({ msg }) => /^One of 2 is ready/.test(msg ?? ''));
}

test('asked to end, it ends with all of its processes', async () => {
  const pids = childrenOf(service.api.pid);
  assert.equal(pids.length, 2);
  assert.equal(await service.api.end('SIGTERM'), 0);
  assert.deepEqual(pids.filter(isAlive), []);
});
