import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSampling } from '../../src/prediction/drift/sampling.ts';
import { jensenShannon, kolmogorovSmirnov, stabilityIndex } from '../../src/prediction/drift/statistics.ts';
import { createDriftWatch, type DriftWatch, reportDrift } from '../../src/prediction/index.ts';
import { randomStream } from '../../src/random.ts';
import type { Manifest } from '../../src/registry/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { contractOf } from '../support/contracts.ts';
import { publicationOf } from '../support/digits-publication.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';

const COLUMNS = ['a', 'b'].map((name) => {
  return { as: 'number', name, type: 'number', nullable: false, subtract: 0, divideBy: 1, fill: 0 } as const;
});
const PREPROCESSING = { kind: 'tabular', columns: COLUMNS, others: [] } as const;
const TEN_MINUTES_MS = 600_000;
const START = Date.UTC(2026, 10, 26, 12);

/** Two columns of normal numbers; no and yes as often. */
function rows(random: ReturnType<typeof randomStream>, count: number, shift = 0): number[][] {
  return Array.from({ length: count }, () => [random.normal() + shift, random.normal()]);
}

async function versionOf(training: readonly number[][], version = 1): Promise<Manifest> {
  const preprocessing = structuredClone(PREPROCESSING) as unknown as Manifest['preprocessing'];
  const labels = ['no', 'yes'];
  const contract = await contractOf(preprocessing, training, { labels, predict: answer });
  const known = { ...publicationOf('job'), preprocessing, contract, labels, inputShape: [2] };
  return { ...known, format: 1, model: 'm', version, createdAt: '', weights: [], weightsDigest: '' };
}

function answer(input: ArrayLike<number>): number[] {
  return (input[0] as number) > 0 ? [0.1, 0.9] : [0.9, 0.1];
}

function note(watch: DriftWatch, manifest: Manifest, instances: readonly number[][]): void {
  watch.note(manifest, Float32Array.from(instances.flat()), instances.map(answer));
}

interface Clock {
  ms: number;
}

async function startWatch(clock: Clock, storage?: Storage, rate = 1e6) {
  const store = storage ?? (await openFileStorage(path.join(await makeTemporaryFolder(), 'storage')));
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => void failures.push(error);
  const options = { store, instancesPerSecond: rate, onFailure, now: () => clock.ms, writeEveryMs: 20 };
  return { watch: createDriftWatch(options), store, failures };
}

test('the index, the statistic and the distance are those of their formulas', () => {
  const { psi } = stabilityIndex([0.5, 0.5], 1e9, [9e8, 1e8], 0.1);
  assert.ok(Math.abs(psi - (0.4 * Math.log(1.8) - 0.4 * Math.log(0.2))) < 1e-6, `${psi}`);
  assert.equal(kolmogorovSmirnov([0.25, 0.25, 0.5], [3, 0, 1]), 0.5);
  assert.equal(jensenShannon([1, 0], [0, 5]), 1);
  assert.equal(jensenShannon([0.5, 0.5], [4, 4]), 0);
  // χ² with 9 degrees of freedom is below 21.666 in 99 of 100 cases.
  const { chance, needed } = stabilityIndex(Array(10).fill(0.1), 1e12, Array(10).fill(10), 0.1);
  assert.ok(Math.abs(chance - 0.21666) < 0.0005, `${chance}`);
  assert.equal(needed, Math.ceil(21.666 / 0.1));
  assert.equal(stabilityIndex([0.5, 0.5], 10, [1, 1], 0.1).needed, undefined);
});

test('of predictions like the training few verdicts are false, and a shift of one deviation is found', async () => {
  const random = randomStream(8, 'verdicts');
  const clock = { ms: START };
  let [told, wrong] = [0, 0];
  for (let round = 0; round < 40; round++) {
    const manifest = await versionOf(rows(random, 1000));
    const { watch } = await startWatch(clock);
    note(watch, manifest, rows(random, 400));
    const { columns, outputs } = await reportDrift(watch, manifest, 'hour');
    for (const { verdict } of [...columns, ...outputs]) {
      told += 1;
      assert.notEqual(verdict, 'tooFew');
      if (verdict !== 'stable') wrong += 1;
    }
    await watch.close();
  }
  assert.ok(wrong / told <= 0.02, `${wrong} of ${told} verdicts are false`);

  const manifest = await versionOf(rows(random, 1000));
  const { watch } = await startWatch(clock);
  note(watch, manifest, rows(random, 400, 1));
  const report = await reportDrift(watch, manifest, 'hour');
  assert.deepEqual([report.verdict, report.columns[0]?.name, report.columns[0]?.verdict], ['major', 'a', 'major']);
  assert.equal(report.columns[1]?.verdict, 'stable');
  await watch.close();
});

test('there is no verdict below the instances that are said to be needed, and one from there on', async () => {
  const random = randomStream(9, 'needed');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 1000));
  const { watch } = await startWatch(clock);
  let needed: number | null = Number.POSITIVE_INFINITY;
  for (let instances = 0; instances < 400; instances += 20) {
    note(watch, manifest, rows(random, 20, 2));
    const [column] = (await reportDrift(watch, manifest, 'hour')).columns;
    needed = column?.instancesNeeded ?? null;
    assert.equal(column?.verdict === 'tooFew', instances + 20 < Number(needed), `${instances + 20} of ${needed}`);
  }
  assert.ok(Number(needed) < 400);
  await watch.close();
});

test('windows roll: the last hour, the last day, and what is older is removed', async () => {
  const random = randomStream(10, 'windows');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 100));
  const { watch, store } = await startWatch(clock);
  const seen = async (window: 'hour' | 'day'): Promise<number> => {
    return (await reportDrift(watch, manifest, window)).instances;
  };
  note(watch, manifest, rows(random, 10));
  clock.ms += 3 * TEN_MINUTES_MS;
  note(watch, manifest, rows(random, 5));
  assert.deepEqual([await seen('hour'), await seen('day')], [15, 15]);
  clock.ms += 4 * TEN_MINUTES_MS;
  assert.deepEqual([await seen('hour'), await seen('day')], [5, 15]);
  await waitFor('both slots to be written', async () => (await store.list('drift/m/1')).length === 2);
  assert.deepEqual([await seen('hour'), await seen('day')], [5, 15]);
  clock.ms += 23 * 6 * TEN_MINUTES_MS;
  assert.deepEqual([await seen('hour'), await seen('day')], [0, 5]);
  clock.ms += 4 * 6 * TEN_MINUTES_MS;
  assert.deepEqual([await seen('hour'), await seen('day')], [0, 0]);
  await waitFor('old slots to be removed', async () => (await store.list('drift/m')).length === 0);
  await watch.close();
});

test('processes are added up; a version that two of them serve is one', async () => {
  const random = randomStream(11, 'processes');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 100));
  const one = await startWatch(clock);
  const other = await startWatch(clock, one.store);
  note(one.watch, manifest, rows(random, 10));
  note(other.watch, manifest, rows(random, 7));
  for (const { watch } of [one, other])
    await waitFor('all to be counted', async () => (await reportDrift(watch, manifest, 'hour')).instances === 17);
  await one.watch.close();
  await other.watch.close();
  const third = await startWatch(clock, one.store);
  const { instances, columns } = await reportDrift(third.watch, manifest, 'hour');
  assert.equal(instances, 17);
  assert.ok(Math.abs(Number(columns[0]?.seen.mean)) < 1);
  await third.watch.close();
});

test('counts that the store does not take are written once it does', async () => {
  const random = randomStream(12, 'away');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 100));
  const storage = await openFileStorage(path.join(await makeTemporaryFolder(), 'storage'));
  let isAway = true;
  const flaky: Storage = {
    ...storage,
    put: async (key, bytes) => {
      if (isAway) throw new Error('the store is away');
      await storage.put(key, bytes);
    },
  };
  const { watch, failures } = await startWatch(clock, flaky);
  for (let slot = 0; slot < 20; slot++) {
    note(watch, manifest, rows(random, 3));
    clock.ms += TEN_MINUTES_MS;
  }
  await waitFor('a failure to be told', () => failures.length > 0);
  assert.equal((await storage.list('drift/m/1')).length, 0);
  isAway = false;
  // Of those that ended meanwhile, the last ones were kept.
  await waitFor('six slots to be written', async () => (await storage.list('drift/m/1')).length === 6);
  assert.equal((await reportDrift(watch, manifest, 'day')).instances, 18);
  await watch.close();
});

test('what a process has written is there without it, and many who ask at once are told the same', async () => {
  const random = randomStream(17, 'killed');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 100));
  const killed = await startWatch(clock);
  note(killed.watch, manifest, rows(random, 9));
  await waitFor('its counts to be written', async () => (await killed.store.list('drift/m/1')).length === 1);
  const { watch } = await startWatch(clock, killed.store);
  const told = await Promise.all(Array.from({ length: 50 }, () => reportDrift(watch, manifest, 'day')));
  assert.deepEqual([...new Set(told.map(({ instances }) => instances))], [9]);
  await Promise.all([watch, killed.watch].map((each) => each.close()));
});

test('files of the store that are no counts are passed over', async () => {
  const random = randomStream(13, 'damage');
  const clock = { ms: START };
  const manifest = await versionOf(rows(random, 100));
  const { watch, store } = await startWatch(clock);
  note(watch, manifest, rows(random, 4));
  const slot = String(Math.floor(START / TEN_MINUTES_MS) * 600);
  const column = { counts: [1, 2], sum: 0, min: 0, max: 0 };
  const strange = { instances: 1, novel: 0, columns: [column, column], outputs: [column, column] };
  for (const [index, text] of ['', '{', 'null', '{"instances":-1}', JSON.stringify(strange)].entries())
    await store.put(`drift/m/1/${slot}/${index}.json`, text);
  await store.put('drift/m/1/nonsense/x.json', '{}');
  assert.equal((await reportDrift(watch, manifest, 'hour')).instances, 4);
  await watch.close();
});

test('a contract that is damaged costs no prediction: nothing is known of its version', async () => {
  const random = randomStream(16, 'broken');
  const { contract, ...manifest } = await versionOf(rows(random, 100));
  const { watch } = await startWatch({ ms: START });
  for (const damaged of [{}, { ...contract, columns: [{ form: 'number' }] }, { ...contract, columns: null }, 7]) {
    const version = { ...manifest, contract: damaged } as unknown as Manifest;
    note(watch, version, rows(random, 4));
    assert.equal((await reportDrift(watch, version, 'hour')).verdict, 'unknown');
  }
  await watch.close();
});

test('what is looked at is bounded by a rate, in instances and in numbers, and spread over a request', async () => {
  let now = 0;
  const sampling = createSampling(100, () => now);
  assert.deepEqual([sampling.take(10_000, 10), sampling.take(10_000, 10)], [1000, 0]);
  now += 50;
  assert.equal(sampling.take(10_000, 10), 5);
  now += 60_000;
  assert.equal(sampling.take(10_000, 10), 1000);
  now += 1000;
  // Numbers of 200,000 each: five a second.
  assert.equal(sampling.take(10_000, 200_000), 5);
  const huge = createSampling(100, () => now);
  huge.take(1, 1e9);
  now += 1000;
  assert.equal(huge.take(10, 1e9), 0, 'one that takes longer than a second waits for its turn');

  const random = randomStream(14, 'spread');
  const manifest = await versionOf(rows(random, 1000));
  const { watch } = await startWatch({ ms: START }, undefined, 50);
  // In order: the first five hundred would be another distribution.
  note(
    watch,
    manifest,
    rows(random, 10_000).sort((a, b) => (a[0] as number) - (b[0] as number)),
  );
  const { instances, verdict } = await reportDrift(watch, manifest, 'hour');
  assert.deepEqual([instances, verdict], [500, 'stable']);
  await watch.close();
});

test('versions are watched one by one, a bounded number at once', async () => {
  const random = randomStream(15, 'versions');
  const clock = { ms: START };
  const { watch, store } = await startWatch(clock);
  const training = rows(random, 50);
  const manifests: Manifest[] = [];
  for (let version = 1; version <= 80; version++) manifests.push(await versionOf(training, version));
  for (const manifest of manifests) note(watch, manifest, rows(random, 2));
  assert.equal(watch.watched().length, 64);
  // What was forgotten is in the store.
  const [first] = manifests as [Manifest];
  await waitFor('the first to be written', async () => (await store.list('drift/m/1')).length === 1);
  await waitFor('it to be read', async () => (await reportDrift(watch, first, 'hour')).instances === 2);
  note(watch, first, rows(random, 3));
  await sleep(0);
  assert.equal((await reportDrift(watch, first, 'hour')).instances, 5);
  await watch.close();
});
