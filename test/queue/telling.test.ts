import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt } from '../../src/queue/index.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;
/** What the one worker of this file does with the next job. */
let train: (attempt: Attempt<'train'>) => Promise<{ model: string; version: number }>;

before(async () => {
  queue = await openQueue();
  queue.startWorker((attempt) => train(attempt));
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };

test('what an attempt tells is in the job, and in its events in that order', { timeout: 20_000 }, async () => {
  train = async (attempt) => {
    assert.deepEqual([attempt.number, attempt.requestId, attempt.specification.model], [1, 'request-1', 'digits']);
    await attempt.enter('training');
    attempt.progress(
      {
        phase: 'training',
        epoch: 1,
        epochs: 2,
        step: 5,
        steps: 10,
        fraction: 0.25,
        etaSeconds: 3,
        examplesPerSecond: 100,
      },
      { loss: 2, accuracy: 0.2 },
    );
    attempt.epoch({ epoch: 1, loss: 1, accuracy: 0.5, seconds: 2 });
    attempt.epoch({ epoch: 2, loss: 0.5, accuracy: 0.75, seconds: 2 });
    await attempt.enter('evaluating');
    attempt.evaluation({ loss: 0.4, accuracy: 0.8, examples: 10, confusionMatrix: [[10]] });
    assert.equal(await attempt.enter('publishing'), true);
    attempt.published(VERSION);
    return VERSION;
  };
  const id = await queue.submit();
  const job = await queue.until(id, 'succeeded');
  assert.deepEqual(await queue.told(id), [
    'queued',
    'preparing',
    'training',
    'progress',
    'epoch',
    'epoch',
    'evaluating',
    'evaluation',
    'publishing',
    'published',
    'succeeded',
  ]);
  assert.deepEqual(
    job.history.map(({ loss }) => loss),
    [1, 0.5],
  );
  assert.deepEqual(job.metrics, { loss: 0.5, accuracy: 0.75 });
  assert.deepEqual([job.version, job.evaluation?.accuracy, job.attempts, job.error], [VERSION, 0.8, 1, null]);
  assert.ok((job.startedAt ?? '') >= job.createdAt && (job.finishedAt ?? '') >= (job.startedAt ?? ''));
});

test('a job goes on over a restart of Redis, and nothing that it told is lost', { timeout: 30_000 }, async () => {
  train = async (attempt) => {
    await attempt.enter('training');
    attempt.epoch({ epoch: 1, loss: 3, accuracy: 0, seconds: 1 });
    await sleep(100);
    await queue.redis.kill();
    attempt.epoch({ epoch: 2, loss: 2, accuracy: 0, seconds: 1 });
    await queue.redis.start();
    attempt.epoch({ epoch: 3, loss: 1, accuracy: 0, seconds: 1 });
    return VERSION;
  };
  const id = await queue.submit();
  const job = await waitFor(
    'the job to end',
    async () => {
      const seen = await queue.jobs.get(id).catch(() => undefined);
      return seen?.status === 'succeeded' && seen;
    },
    25_000,
  );
  assert.deepEqual([job.attempts, job.history.map(({ epoch }) => epoch)], [1, [1, 2, 3]]);
});

test('of progress that could not be told in time only the newest is, of epochs every one', {
  timeout: 20_000,
}, async () => {
  train = async (attempt) => {
    for (let step = 1; step <= 5000; step++) {
      attempt.progress(
        {
          phase: 'training',
          epoch: 1,
          epochs: 2,
          step,
          steps: 5000,
          fraction: 0,
          etaSeconds: null,
          examplesPerSecond: null,
        },
        {},
      );
      if (step % 1000 === 0) attempt.epoch({ epoch: step / 1000, loss: 1, accuracy: 0, seconds: 1 });
    }
    return VERSION;
  };
  const id = await queue.submit();
  const job = await queue.until(id, 'succeeded');
  const types = (await queue.jobs.events(id)).map(({ type }) => type);
  assert.ok(types.filter((type) => type === 'progress').length < 10);
  assert.equal(types.filter((type) => type === 'epoch').length, 5);
  assert.equal(job.progress.step, 5000);
});
