/** Clients that ask for a long log of events and do not read it: what the api holds for them does not depend on its length. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Redis } from 'ioredis';
import { changeJob, createJob, defineChangeJob } from '../../src/queue/change-job.ts';
import { newJobId } from '../../src/queue/index.ts';
import { MOVES } from '../../src/queue/states.ts';
import { jobOf } from '../support/queue.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';

const READERS = 30;
const EVENTS = 10_000;
const EVENT_BYTES = 2000;
/** Some pages for each; all that they asked for would be 600 MB. */
const GROWTH_MAX = 100e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let service: TestService;
let redis: Redis;

before(async () => {
  service = await startService();
  redis = new Redis(service.redis.socket);
  defineChangeJob(redis);
});

after(async () => {
  redis.disconnect();
  await service.close();
});

test('thirty who do not read a log of 20 MB cost the api a few pages each', { timeout: 60_000 }, async () => {
  const id = newJobId();
  await createJob(redis, ...jobOf(id));
  await changeJob(redis, { id, move: MOVES.start });
  const message = 'x'.repeat(EVENT_BYTES);
  for (let count = 0; count < EVENTS; count += 500)
    await changeJob(redis, {
      ...{ id, move: MOVES.proceed },
      events: Array.from({ length: 500 }, () => ({ type: 'log' as const, data: { message } })),
    });
  const { hostname, port } = new URL(service.url);
  const started: net.Socket[] = [];
  let before = 0;
  for (let count = 0; count <= READERS; count++) {
    // The first one makes the service load what it reads with.
    if (count === 1) before = heldBytes();
    const socket = net.connect(Number(port), hostname);
    socket.write(`GET /v1/jobs/${id}/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    await waitFor('the answer to begin', () => socket.read() !== null);
    started.push(socket);
  }
  await sleep(2000);
  const grown = heldBytes() - before;
  assert.ok(grown < GROWTH_MAX, `${Math.round(grown / 1e6)} MB for ${READERS} readers`);
  // Others are answered meanwhile.
  assert.equal((await service.client.job(id)).status, 'running');
  for (const socket of started) socket.destroy();
});

/** What is still in use, in the heap and beside it. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
