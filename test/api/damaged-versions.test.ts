/** What is told of a model one of whose versions is damaged: the others as ever, and of that one what is wrong with it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

const OK = { error_code: 'OK', error_message: '' };

let service: TestService;

before(async () => {
  service = await startService();
  for (const job of ['job-1', 'job-2', 'job-3']) await publishModel(service.storage, 'digits', job);
});

after(() => service.close());

const damage = (version: number, bytes: string): Promise<void> =>
  service.storage.put(`models/digits/versions/${version}.json`, bytes);

test('the others are listed, and the damaged one is at its end, with the reason', async () => {
  for (const bytes of ['{', 'null', '{"format":1}', '']) {
    await damage(2, bytes);
    const { status, body } = await service.client.get('/v1/models/digits');
    assert.equal(status, 200);
    assert.equal(body.latestVersion, 3);
    assert.deepEqual(
      body.versions.map(({ version }: { version: number }) => version),
      [1, 3],
    );
    const error_message = `Expected the manifest of version 2 of "digits". Received: ${bytes.length} bytes that are none.`;
    assert.deepEqual(body.model_version_status, [
      { version: '1', state: 'AVAILABLE', status: OK },
      { version: '2', state: 'END', status: { error_code: 'DATA_LOSS', error_message } },
      { version: '3', state: 'AVAILABLE', status: OK },
    ]);
  }
});

test('who asks for the damaged one itself is told that it is damaged, and for another gets it', async () => {
  await damage(2, '{');
  assertProblem(await service.client.get('/v1/models/digits/versions/2'), 500, 'ERR_VERSION_BROKEN');
  assert.equal((await service.client.get('/v1/models/digits/versions/3')).body.version, 3);
});

test('a model of nothing but damaged versions is still there, and in the list of models', async () => {
  for (const version of [1, 2, 3]) await damage(version, '{');
  const { body } = await service.client.get('/v1/models/digits');
  assert.deepEqual([body.latestVersion, body.versions, body.model_version_status.length], [3, [], 3]);
  const models = await service.client.get('/v1/models');
  assert.deepEqual(models.body.data, [{ name: 'digits', latestVersion: 3, aliases: {} }]);
});
