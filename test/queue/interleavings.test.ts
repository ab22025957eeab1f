/**
 * The states as a model, against the service: clients cancel, pause and resume the same jobs at once, in random order, while
 * workers start, pause, fail, succeed and hand them back. Whatever the order, each job goes only the ways that are allowed,
 * every answer is one that the table gives for a state on that way, and every job ends once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../src/errors.ts';
import { type Attempt, createJobs, type Job, type Jobs } from '../../src/queue/index.ts';
import { randomStream } from '../../src/random.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

const REQUESTS = ['cancel', 'pause', 'resume'] as const;
type Request = (typeof REQUESTS)[number];
/** Which statuses may follow each other in a job's log. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  queued: ['running', 'paused', 'cancelled'],
  running: ['running', 'pausing', 'queued', 'paused', 'succeeded', 'failed', 'cancelled'],
  pausing: ['running', 'pausing', 'paused', 'succeeded', 'failed', 'cancelled'],
  paused: ['queued', 'cancelled'],
};
const ENDS = ['succeeded', 'failed', 'cancelled'];
/** After which of them a request may have been accepted. */
const ACCEPTED: Readonly<Record<Request, readonly string[]>> = {
  cancel: ['cancelled'],
  pause: ['paused', 'queued', 'running'],
  resume: ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'],
};
const JOBS = 24;
const CLIENTS = 3;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

let queue: TestQueue;
let other: Jobs;

before(async () => {
  queue = await openQueue();
  // Another api process.
  other = createJobs({
    ...{ redisUrl: queue.redis.url, storage: queue.storage, logger: queue.log.logger, queueLimitJobs: 1000 },
  });
  await waitFor('its connection', () =>
    other.ping().then(
      () => true,
      () => false,
    ),
  );
});

after(async () => {
  await other.close();
  await queue.close();
});

test(`clients who ask at once never bring a job off its ways (SEED=${seed})`, { timeout: 60_000 }, async () => {
  const random = randomStream(seed, 'interleavings');
  let held = 0;
  let most = 0;
  const holders = new Map<string, number>();
  const run = async (attempt: Attempt<'train'>): Promise<{ model: string; version: number } | 'paused'> => {
    holders.set(attempt.jobId, (holders.get(attempt.jobId) ?? 0) + 1);
    most = Math.max(most, ++held, holders.get(attempt.jobId) ?? 0);
    try {
      return await work(attempt, random);
    } finally {
      held -= 1;
      holders.set(attempt.jobId, (holders.get(attempt.jobId) ?? 1) - 1);
    }
  };
  const workers = [queue.startWorker(run), queue.startWorker(run)];
  const ids = await Promise.all(Array.from({ length: JOBS }, () => queue.submit()));
  const answers: { id: string; name: Request; answer: Job | string | undefined }[] = [];
  const client = async (jobs: Jobs): Promise<void> => {
    for (let count = 0; count < 60; count++) {
      const id = ids[random.below(JOBS)] as string;
      const name = REQUESTS[random.below(10) === 0 ? 0 : 1 + random.below(2)] as Request;
      answers.push({ id, name, answer: await jobs[name](id).catch(codeOf) });
      await sleep(random.below(20));
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index % 2 ? other : queue.jobs));
  await sleep(300);
  await workers[0]?.close();
  workers.push(queue.startWorker(run));
  await Promise.all(clients);

  for (const id of ids) {
    // Who resumes what is left lets it end.
    await waitFor('the job to end', async () => {
      const { status } = await queue.jobs.get(id);
      if (status === 'paused') await queue.jobs.resume(id).catch(() => undefined);
      return ENDS.includes(status);
    });
    assertWay(await statuses(id), id);
  }
  for (const { name, answer } of answers) {
    if (typeof answer === 'object') assert.ok(ACCEPTED[name].includes(answer.status), `${name}: ${answer.status}`);
    else assert.equal(answer, 'ERR_JOB_STATE', name);
  }
  assert.ok(answers.some(({ answer }) => typeof answer === 'object'));
  assert.ok(most <= 3, 'a worker has one job at a time');
});

/** An attempt that takes a moment, and may come to any end. */
async function work(attempt: Attempt<'train'>, random: { below(bound: number): number }) {
  await attempt.enter('training');
  for (let step = random.below(20); step >= 0; step--) {
    if (attempt.signal.aborted) throw new Error('stopped');
    if (attempt.pauseAsked.aborted) return 'paused';
    attempt.checkpoint({ epoch: attempt.number, step, bytes: 1, seconds: 0 });
    await sleep(5);
  }
  if (random.below(4) === 0) throw new Error('something of ours');
  if (!(await attempt.enter('publishing'))) throw new Error('stopped');
  await sleep(random.below(10));
  return { model: 'digits', version: 1 };
}

async function statuses(id: string): Promise<string[]> {
  return (await queue.jobs.events(id))
    .filter(({ type }) => type === 'status')
    .map(({ data }) => (data['pausing'] ? 'pausing' : String(data['status'])));
}

function assertWay(way: readonly string[], id: string): void {
  const text = `${id}: ${way.join(' → ')}`;
  assert.equal(way[0], 'queued', text);
  for (const [index, status] of way.entries()) {
    const next = way[index + 1];
    if (next === undefined) assert.ok(ENDS.includes(status), text);
    else assert.ok(FOLLOWS[status]?.includes(next), text);
  }
}
