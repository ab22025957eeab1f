/** Several processes behind one port, without the api's weight: how they live and die, what they say to each other, what they add up. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge, Registry } from 'prom-client';
import { createMetricsKeeper, type ProcessMetrics } from '../../src/api/processes/metrics-keeper.ts';
import { createRateCounts } from '../../src/api/processes/rate-counts.ts';
import { NO_SIBLINGS, type Siblings } from '../../src/api/processes/siblings.ts';
import type { Json } from '../support/client.ts';
import { childrenOf, isAlive, type StartedProcess, startProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const TINY = 'test/support/tiny-siblings.ts';
const VARIABLES = { API_PROCESSES: '2', PORT: '0', LOG_LEVEL: 'debug' };
/** Starting processes on a busy machine. */
const START_MS_MAX = 120_000;
let primary: StartedProcess;

before(async () => {
  primary = await startProcess(TINY, VARIABLES);
});

after(() => primary?.end('SIGKILL'));

/** By a connection of its own. */
async function ask(path: string): Promise<Json> {
  const response = await fetch(`${primary.url}${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(5000),
  });
  return response.json();
}

/** None while what was on its way to one that died is reset. */
async function answering(): Promise<Set<number>> {
  const pids = Array.from({ length: 12 }, () => ask('/pid'));
  return new Set(await Promise.all(pids).catch(() => []));
}

test('the port is told once all processes listen, and each gets connections', async () => {
  assert.equal((await answering()).size, 2);
  const lines = primary.lines().filter(({ msg }) => msg?.startsWith('Server listening'));
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    [`Server listening at ${primary.url}, by 2 processes`],
  );
});

test('a question is answered by all, and what one of them throws is thrown to the asker', async () => {
  const pids = childrenOf(primary.pid);
  const { answers, silent } = await ask('/all');
  assert.deepEqual([answers.toSorted(), silent], [pids.toSorted(), 0]);
  for (const pid of pids)
    assert.deepEqual(await ask(`/refuse?value=${pid}`), { code: 'ERR_CONFLICT', message: 'not me' });
});

test('a process that does not answer in time is left out, and counted', async () => {
  await waitFor('one to be silent', async () => {
    await ask('/stall?value=1500');
    // The one that is held gets its turn, too.
    const told = await Promise.all(Array.from({ length: 4 }, () => sleep(50).then(() => ask('/all'))));
    return told.some(({ answers, silent }) => silent === 1 && answers.length === 1);
  });
  await waitFor('it to answer again', async () => (await ask('/all')).silent === 0);
});

test('one that is killed is replaced; all of them at once come back where they were', async () => {
  const before = childrenOf(primary.pid);
  process.kill(before[0] as number, 'SIGKILL');
  const left = await waitFor(
    'a replacement',
    async () => {
      const pids = await answering();
      return pids.size === 2 && pids;
    },
    START_MS_MAX,
  );
  assert.deepEqual(
    before.map((pid) => left.has(pid)),
    [false, true],
  );
  for (const pid of left) process.kill(pid, 'SIGKILL');
  await waitFor(
    'two others',
    async () => {
      const pids = await answering();
      return pids.size === 2 && [...left].every((pid) => !pids.has(pid));
    },
    START_MS_MAX,
  );
});

test('one that is asked to end alone ends in order, and is replaced', async () => {
  const [pid = 0] = childrenOf(primary.pid);
  process.kill(pid, 'SIGTERM');
  await waitFor('its end', () => primary.lines().some((line) => /died \(exit code 0\)/.test(line.msg ?? '')));
  await waitFor('a replacement', async () => (await answering()).size === 2, START_MS_MAX);
});

test('a port that is taken is one clear error, before anything is started', async () => {
  const port = new URL(primary.url ?? '').port;
  const refused = await startProcess(TINY, { ...VARIABLES, PORT: port }).then(
    () => 'started',
    (error: Error) => error.message,
  );
  assert.equal(refused.match(/"level":60/g)?.length, 1, refused);
  assert.match(refused, new RegExp(`cannot start: listen EADDRINUSE: address already in use 127\\.0\\.0\\.1:${port}`));
});

test('a process that cannot start at first ends all of them, with its reason', async () => {
  const refused = await startProcess(TINY, { ...VARIABLES, FAILS: '2' }).then(
    () => 'started',
    (error: Error) => error.message,
  );
  assert.match(refused, /"process":"tiny".*cannot start: no luck today/);
});

test('a signal to all of them at once, as a terminal sends it, ends all in order', async () => {
  const group = await startProcess(TINY, VARIABLES);
  const pids = childrenOf(group.pid);
  for (const pid of pids) process.kill(pid, 'SIGINT');
  assert.equal(await group.end('SIGINT'), 0);
  assert.deepEqual(pids.filter(isAlive), []);
  assert.doesNotMatch(group.text(), /could not close|died \((?!exit code 0)/);
});

test('a primary that is killed takes all along', async () => {
  const pids = childrenOf(primary.pid);
  assert.equal(pids.length, 2);
  assert.equal(await primary.end('SIGKILL'), null);
  await waitFor('them to be gone', () => !pids.some(isAlive));
});

/** Processes in this one: what one tells, the others hear at once, unless `deaf`. */
function linked(count: number): { siblings: Siblings[]; deaf: Set<number> } {
  const ears: ((topic: string, told: unknown) => void)[] = [];
  const owns: Map<string, () => unknown>[] = [];
  const deaf = new Set<number>();
  const siblings = Array.from({ length: count }, (_, place): Siblings => {
    const heard = new Map<string, (told: never) => void>();
    ears[place] = (topic, told) => heard.get(topic)?.(told as never);
    const own = new Map<string, () => unknown>();
    return {
      count,
      share: (topic, answer) => {
        own.set(topic, () => answer(undefined as never));
        const others = owns.filter((each) => each !== own);
        owns[place] = own;
        return async (asked) => ({
          answers: [await answer(asked), ...(others.map((each) => each.get(topic)?.()) as never[])],
          silent: 0,
        });
      },
      spread: (topic, ear) => {
        heard.set(topic, ear);
        return (told) => {
          for (const [index, each] of ears.entries()) if (index !== place && !deaf.has(index)) each(topic, told);
        };
      },
    };
  });
  return { siblings, deaf };
}

const WINDOW_MS = 60_000;

function counting(siblings: Siblings) {
  const { store: Store, close } = createRateCounts(siblings);
  const route = new Store({}).child({ routeInfo: { method: 'GET', url: '/somewhere' } } as never);
  const incr = (key: string, max: number, windowMs = WINDOW_MS) =>
    new Promise<{ current: number; ttl: number }>((resolve, reject) =>
      route.incr(key, (error, result) => (result ? resolve(result) : reject(error)), windowMs, max),
    );
  return { incr, close };
}

test('a rate limit holds for all processes: one knows what the others counted', async (context) => {
  const { siblings } = linked(3);
  const processes = siblings.map(counting);
  context.after(() => processes.map(({ close }) => close()));
  let allowed = 0;
  for (let request = 0; request < 1000; request++) {
    const { current } = (await processes[request % 3]?.incr('1.2.3.4', 100)) ?? { current: 0 };
    if (current <= 100) allowed += 1;
  }
  assert.ok(allowed >= 100 && allowed <= 110, `${allowed}`);
  assert.equal((await processes[0]?.incr('5.6.7.8', 100))?.current, 1, 'each address by itself');
});

test('few requests are told to the others after a fifth of a second, and windows end at one time', async (context) => {
  const { siblings } = linked(2);
  const [one, other] = siblings.map(counting) as [ReturnType<typeof counting>, ReturnType<typeof counting>];
  context.after(() => [one, other].map(({ close }) => close()));
  const first = await one.incr('1.2.3.4', 10_000, 1000);
  await waitFor('the other to know', async () => (await other.incr('1.2.3.4', 10_000, 1000)).current > 2);
  assert.ok((await other.incr('1.2.3.4', 10_000, 1000)).ttl < first.ttl, 'not a window of its own');
  const { current } = await waitFor('a new window', async () => {
    const counted = await one.incr('1.2.3.4', 10_000, 1000);
    return counted.current === 1 && counted;
  });
  assert.equal(current, 1);
});

test('a process that is started anew learns what was counted', async (context) => {
  const { siblings, deaf } = linked(2);
  deaf.add(1);
  const one = counting(siblings[0] as Siblings);
  for (let request = 0; request < 50; request++) await one.incr('1.2.3.4', 100);
  const fresh = counting(siblings[1] as Siblings);
  context.after(() => [one, fresh].map(({ close }) => close()));
  await new Promise(setImmediate);
  assert.equal((await fresh.incr('1.2.3.4', 100)).current, 51);
});

async function metricsOf(counted: number): Promise<ProcessMetrics> {
  const registers = [new Registry()];
  new Counter({ name: 'asked_total', help: 'Asked.', labelNames: ['of'], registers }).inc({ of: 'all' }, counted);
  new Gauge({ name: 'memory', help: 'Held.', registers }).set(counted);
  return (registers[0] as Registry).getMetricsAsJSON();
}

test('what a process counted stays in the sum when it is silent or dead; what it held does not', async () => {
  const keeper = createMetricsKeeper();
  const told = (answered: readonly number[]) =>
    keeper
      .rest(new Set(answered))
      .flatMap((metrics) =>
        (metrics as ProcessMetrics).flatMap(({ name, values }) => values.map(({ value }) => [name, value])),
      );
  for (const [id, counted] of [
    [1, 10],
    [2, 20],
    [3, 30],
  ] as const)
    keeper.heard(id, await metricsOf(counted));
  assert.deepEqual(told([1, 2, 3]), []);
  assert.deepEqual(told([1, 3]), [['asked_total', 20]]);
  keeper.gone(2);
  assert.deepEqual(told([1, 3]), [['asked_total', 20]], 'at once');
  keeper.gone(3);
  keeper.gone(7);
  await waitFor('them to be added up', () => told([1]).length === 1);
  assert.deepEqual(told([1]), [['asked_total', 50]]);
});

test('alone, a process asks itself', async () => {
  const ask_ = NO_SIBLINGS.share('double', (value: number) => 2 * value);
  assert.deepEqual(await ask_(21), { answers: [42], silent: 0 });
});
