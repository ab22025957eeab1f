/** Networks between a worker and Redis that lose answers, swallow, stall and break off: a job is told and ends as without them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt } from '../../src/queue/index.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

const VERSION = { model: 'digits', version: 1 };

let queue: TestQueue;
let network: TestProxy;

before(async () => {
  queue = await openQueue();
  network = await startProxy(queue.redis.socket);
});

after(async () => {
  await queue.close();
  await network.close();
});

/** An attempt that tells numbers until it is told to end. */
function counting() {
  const state = { told: 0, end: false, refused: 0, reasons: [] as unknown[] };
  const run = async (attempt: Attempt<'train'>) => {
    while (!state.end && !attempt.signal.aborted) {
      attempt.log(String(state.told++));
      await sleep(2);
    }
    if (attempt.signal.aborted) state.reasons.push(attempt.signal.reason);
    if (await attempt.enter('publishing')) return VERSION;
    state.refused += 1;
    throw new Error('stopped');
  };
  return { state, run };
}

async function messages(id: string): Promise<unknown[]> {
  return (await queue.jobs.events(id)).filter(({ type }) => type === 'log').map(({ data }) => data['message']);
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const ends = async (id: string) => (await queue.told(id)).filter((word) => word === 'succeeded').length;

test('what was done without an answer is not done twice when it is sent again', { timeout: 40_000 }, async () => {
  const { state, run } = counting();
  const worker = queue.startWorker(run, network.url);
  const id = await queue.submit();
  await queue.until(id, 'running');
  for (let count = 0; count < 8; count++) {
    const told = state.told;
    await waitFor('more to be told', () => state.told > told + 20);
    network.loseAnswers();
    await sleep(30);
    network.reset();
  }
  state.end = true;
  const { attempts } = await queue.until(id, 'succeeded');
  assert.deepEqual([attempts, await ends(id)], [1, 1]);
  assert.deepEqual(await messages(id), upTo(state.told));
  await worker.close();
});

test('a network that swallows what is sent, silently, is noticed within seconds', { timeout: 60_000 }, async () => {
  const { state, run } = counting();
  const worker = queue.startWorker(run, network.url);
  const id = await queue.submit();
  await queue.until(id, 'running');
  const before = network.accepted();
  network.swallow();
  await waitFor('new connections', () => network.accepted() >= before + 2, 15_000);
  state.end = true;
  await queue.until(id, 'succeeded', 20_000);
  assert.equal(await ends(id), 1);
  // Whoever only listens notices it, too: nothing is written by then.
  const idle = await queue.submit();
  const aborted: unknown[] = [];
  state.end = false;
  await worker.close();
  const quiet = queue.startWorker(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    aborted.push(signal.reason);
    throw new Error('stopped');
  }, network.url);
  await queue.until(idle, 'running');
  network.swallow();
  await queue.jobs.cancel(idle);
  await waitFor('the worker to learn that the job was cancelled', () => aborted[0] === 'cancelled', 15_000);
  await quiet.close();
});

for (const how of ['cut', 'stall'] as const)
  test(`a worker whose network is ${how === 'cut' ? 'away' : 'stalled'} for longer than its lock loses the job, and writes no more`, {
    timeout: 60_000,
  }, async () => {
    const first = counting();
    const worker = queue.startWorker(first.run, network.url);
    const id = await queue.submit();
    await waitFor('the first to tell', async () => (await messages(id)).length > 10);
    network[how]();
    const second = counting();
    const other = queue.startWorker(second.run);
    await waitFor('the second to have it', () => second.state.told > 10, 20_000);
    network.flow();
    await waitFor('the first to learn it', () => first.state.reasons.length > 0, 15_000);
    assert.deepEqual(first.state.reasons, ['lost']);
    const { told } = second.state;
    await waitFor('more', () => second.state.told > told + 20);
    second.state.end = true;
    const { attempts } = await queue.until(id, 'succeeded');
    assert.deepEqual([attempts, first.state.refused, second.state.refused, await ends(id)], [2, 1, 0, 1]);
    // The first one's numbers in their order, then the second one's: nothing between them, nothing twice.
    const all = await messages(id);
    const begun = all.length - second.state.told;
    assert.deepEqual(all, [...upTo(begun), ...upTo(second.state.told)]);
    await Promise.all([worker.close(), other.close()]);
  });
