/** Evaluations and batch predictions as jobs in their lines, before anybody works on them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService();
  for (const job of ['job-1', 'job-2']) await publishModel(service.storage, 'digits', job);
});

after(() => service?.close());

const evaluate = (body: object, headers = {}) => service.client.post('/v1/evaluations', body, headers);

test('a bare name is the newest version of the moment, and the job says which', async () => {
  const { status, headers, body } = await service.client.post('/v1/batch-predictions', {
    model: 'digits',
    dataset: 'mnist',
  });
  assert.equal(status, 202);
  assert.equal(headers.get('location'), `/v1/jobs/${body.id}`);
  await publishModel(service.storage, 'digits', 'job-4');
  const job: Json = await service.client.job(body.id);
  assert.deepEqual(
    [job.kind, job.status, job.version, job.output],
    ['predict', 'queued', { model: 'digits', version: 2 }, null],
  );
  assert.deepEqual([job.scoring.format, job.scoring.columns], ['ndjson', []]);
  assertProblem(await service.client.get(`/v1/jobs/${body.id}/output`), 409, 'ERR_JOB_STATE');
  const { body: listed } = await service.client.get('/v1/jobs?kind=predict&model=digits');
  assert.deepEqual(
    listed.data.map(({ id }: Json) => id),
    [body.id],
  );
});

test('the same request under the same key is one job', async () => {
  const request = { model: 'digits@1', dataset: 'mnist' };
  const headers = { 'idempotency-key': 'once' };
  const answers = await Promise.all([1, 2, 3].map(() => evaluate(request, headers)));
  assert.deepEqual(
    new Set(answers.map(({ status, body }) => `${status} ${body.id === answers[0]?.body.id}`)),
    new Set(['202 true']),
  );
  assertProblem(await service.client.post('/v1/batch-predictions', request, headers), 422, 'ERR_IDEMPOTENCY');
});

test('a version that an unfinished job uses is not removed, and is once the job has ended', async () => {
  const { body: job } = await evaluate({ model: 'digits@1', dataset: 'mnist' });
  const remove = () => service.client.request('DELETE', '/v1/models/digits/versions/1');
  const refused = assertProblem(await remove(), 409, 'ERR_VERSION_NEEDED');
  assert.match(refused.detail, /which job [0-9a-f-]{36} uses/);
  const { body: all } = await service.client.get('/v1/jobs?kind=evaluate');
  for (const { id, status } of all.data) if (status === 'queued') await service.client.post(`/v1/jobs/${id}/cancel`);
  assert.equal((await service.client.job(job.id)).status, 'cancelled');
  assert.equal((await remove()).status, 204);
  assertProblem(await evaluate({ model: 'digits@1', dataset: 'mnist' }), 422, 'ERR_VERSION_UNKNOWN');
  assertProblem(await service.client.get('/v1/models/digits/versions/1/evaluations'), 404, 'ERR_NOT_FOUND');
});

test('importances are of columns, and of a score that the version has', async () => {
  const problem = assertProblem(
    await evaluate({ model: 'digits@2', dataset: 'mnist', permutationImportance: {} }),
    422,
    'ERR_DATASET_MISFIT',
  );
  assert.deepEqual(problem.errors, [
    {
      pointer: '/permutationImportance',
      detail: 'Expected a version that learnt from the columns of a table. Received: one of kind "image".',
    },
  ]);
  for (const wrong of [{ repeats: 0 }, { repeats: 101 }, { seed: -1 }, { scoring: 'beauty' }, { colour: 1 }])
    assertProblem(
      await evaluate({ model: 'digits@2', dataset: 'mnist', permutationImportance: wrong }),
      400,
      'ERR_VALIDATION',
    );
});

test('an output is asked of a batch prediction alone', async () => {
  const { id } = await service.client.submit({ model: 'x', dataset: 'mnist', network: 'mlp' });
  const { detail } = assertProblem(await service.client.get(`/v1/jobs/${id}/output`), 409, 'ERR_JOB_STATE');
  assert.equal(detail, 'Expected a batch prediction. Received: a job of kind "train".');
  assertProblem(await service.client.get('/v1/jobs/none/output'), 404, 'ERR_NOT_FOUND');
});
