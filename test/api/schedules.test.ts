import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service?.close());

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 1 } };
const NIGHTLY = { cron: '0 3 * * *', timezone: 'Europe/Zurich', job: JOB };

const put = (name: string, body: object) =>
  service.client.request('PUT', `/v1/schedules/${name}`, {
    ...{ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  });
const get = async (name: string): Promise<Json> => (await service.client.get(`/v1/schedules/${name}`)).body;

test('a schedule is put, looked at, replaced and deleted', async () => {
  const made = await put('nightly', NIGHTLY);
  assert.equal(made.status, 201, made.text);
  const { createdAt, updatedAt, nextRunAt, ...rest } = made.body;
  assert.equal(createdAt, updatedAt);
  assert.deepEqual(rest, { name: 'nightly', ...NIGHTLY, enabled: true, unchanged: 'skip', runs: [] });
  const next = new Date(nextRunAt);
  assert.ok(next.getTime() > Date.now() && next.getTime() < Date.now() + 25 * 3_600_000);
  const there = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Zurich', timeStyle: 'short', hourCycle: 'h23' });
  assert.equal(there.format(next), '03:00');
  assert.deepEqual(await get('nightly'), made.body);
  const replaced = await put('nightly', { cron: '*/5 * * * mon-fri', job: JOB, unchanged: 'train' });
  assert.deepEqual([replaced.status, replaced.body.timezone, replaced.body.createdAt], [200, 'UTC', createdAt]);
  assert.deepEqual(
    (await service.client.get('/v1/schedules')).body.data.map(({ name }: Json) => name),
    ['nightly'],
  );
  assert.equal((await service.client.request('DELETE', '/v1/schedules/nightly')).status, 204);
  assertProblem(await service.client.get('/v1/schedules/nightly'), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.request('DELETE', '/v1/schedules/nightly'), 404, 'ERR_NOT_FOUND');
});

test('a schedule that is disabled has no next run, and has one again once it is enabled', async () => {
  await put('weekly', { ...NIGHTLY, enabled: false });
  assert.equal((await get('weekly')).nextRunAt, null);
  const enabled = await service.client.post('/v1/schedules/weekly/enable');
  assert.deepEqual([enabled.status, enabled.body.enabled, enabled.body.nextRunAt !== null], [200, true, true]);
  const disabled = await service.client.post('/v1/schedules/weekly/disable');
  assert.deepEqual([disabled.body.enabled, disabled.body.nextRunAt], [false, null]);
  assertProblem(await service.client.post('/v1/schedules/nobody/enable'), 404, 'ERR_NOT_FOUND');
});

test('what is no expression, no zone or no job is refused, each at its place', async () => {
  const refusals: [object, string, RegExp][] = [
    [{ cron: '* * * * * *' }, '/cron', /of 6 fields/],
    [{ cron: '@daily' }, '/cron', /of 1 fields/],
    [{ cron: '61 * * * *' }, '/cron', /"61 \* \* \* \*"/],
    [{ cron: 'H H * * *' }, '/cron', /"H"/],
    [{ cron: '0 3 30 2 *' }, '/cron', /that comes/],
    [{ cron: '0 3 * * ;' }, '/cron', /";"/],
    [{ timezone: 'Mars/Olympus' }, '/timezone', /"Mars\/Olympus"/],
    [{ timezone: '+01:00' }, '/timezone', /"\+01:00"/],
    [{ job: { ...JOB, dataset: 'gone' } }, '/job/dataset', /"gone"/],
    [{ job: { ...JOB, metadata: { schedule: 'x' } } }, '/job/metadata/schedule', /without "schedule"/],
  ];
  for (const [changes, pointer, pattern] of refusals) {
    const { status, body } = await put('bad', { ...NIGHTLY, ...changes });
    assert.equal(status, 422, JSON.stringify(body));
    assert.deepEqual([body.errors.length, body.errors[0].pointer], [1, pointer]);
    assert.match(body.errors[0].detail, pattern);
  }
  const both = await put('bad', { ...NIGHTLY, cron: 'x', timezone: 'y z' });
  assert.deepEqual(
    both.body.errors.map(({ pointer }: Json) => pointer),
    ['/timezone', '/cron'],
  );
  assertProblem(await put('bad', { ...NIGHTLY, cronn: '' }), 400, 'ERR_VALIDATION');
  assertProblem(await put('bad', { ...NIGHTLY, job: { ...JOB, epochs: 2 } }), 400, 'ERR_VALIDATION');
  assertProblem(await put('..', NIGHTLY), 404, 'ERR_NOT_FOUND');
  assertProblem(await put('a%20b', NIGHTLY), 400, 'ERR_VALIDATION');
  assertProblem(await service.client.get('/v1/schedules/bad'), 404, 'ERR_NOT_FOUND');
});

test('a schedule is run now: once for all who ask at the same time, and not while the run before goes on', async () => {
  await put('now', { ...NIGHTLY, enabled: false, job: { ...JOB, metadata: { team: 'a' } } });
  const run = () => service.client.post('/v1/schedules/now/run');
  const answers = await Promise.all(Array.from({ length: 5 }, run));
  const made = answers.filter(({ status }) => status === 202);
  assert.ok(made.length > 0);
  const ids = new Set(made.map(({ body }) => body.id));
  assert.equal(ids.size, 1);
  const [{ body: job, headers } = { body: {}, headers: new Headers() }] = made;
  assert.equal(headers.get('location'), `/v1/jobs/${job.id}`);
  assert.deepEqual(job.metadata, { team: 'a', schedule: 'now' });
  const { runs } = await get('now');
  assert.deepEqual(
    runs.filter(({ job: id }: Json) => id !== null).map(({ job: id }: Json) => id),
    [job.id],
  );
  assert.deepEqual([runs.at(-1).trigger, runs.at(-1).outcome], ['manual', 'submitted']);
  const { status, body } = await service.client.get('/v1/jobs?model=digits');
  assert.deepEqual([status, body.data.length], [200, 1]);
  const refused = await waitForNextSecond(run);
  assertProblem(refused, 409, 'ERR_CONFLICT');
  assert.match(refused.body.detail, /is queued\.$/);
  assert.equal((await get('now')).runs[0].outcome, 'skipped');
  await service.client.post(`/v1/jobs/${job.id}/cancel`);
  const again = await waitForNextSecond(run);
  assert.equal(again.status, 202, again.text);
  assert.notEqual(again.body.id, job.id);
});

/** Those of one second are one run. */
async function waitForNextSecond<T>(ask: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000) + 5));
  return ask();
}
