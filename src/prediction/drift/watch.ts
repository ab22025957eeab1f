/**
 * Watches what a process predicts: a sample of the instances is counted into the cells of its version's contract, and the counts are
 * written to the store, from where all processes' are read together.
 *
 * DESIGN It never makes a prediction wait. Looking at an instance is bounded by a rate; counts are in memory, and written every
 * ten seconds, one write at a time. A process that is killed loses what it counted since. Counts that the store does not take are
 * kept and written later; of a store that stays away, those of the last slots.
 */
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Manifest } from '../../registry/index.ts';
import { createSampling, type Sampling } from './sampling.ts';
import { type DriftWindow, firstSlot, slotOf } from './slots.ts';
import { type DriftStore, readTallies, removeOld, slotKey } from './store.ts';
import { addTally, type Tally } from './tally.ts';
import { type WatchedVersion, watchedVersion } from './watched-version.ts';

export interface DriftWatch {
  /** @param outputs of each of the inputs, in the unit of the data. */
  note(manifest: Manifest, inputs: Float32Array, outputs: readonly (readonly number[])[]): void;
  /** What all processes have counted in a window; undefined for a version without a contract. */
  counted(manifest: Manifest, window: DriftWindow): Promise<Counted | undefined>;
  /** The versions that this process has predicted with lately, and how many instances it has looked at. */
  watched(): WatchedCounts[];
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface Counted {
  readonly watched: WatchedVersion;
  readonly tally: Tally;
  /** The start of the first slot, in seconds since 1970. */
  readonly since: number;
}

export interface WatchedCounts {
  readonly manifest: Manifest;
  /** Since the process began. */
  readonly instances: number;
  readonly novel: number;
}

export interface DriftWatchOptions {
  readonly store: DriftStore;
  /** Of each version; 0 watches nothing. */
  readonly instancesPerSecond: number;
  /** Told once for each round of writing that the store did not take. */
  onFailure(error: unknown): void;
  /** In milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Default: 10,000. */
  readonly writeEveryMs?: number;
}

interface Watching {
  readonly manifest: Manifest;
  readonly watched: WatchedVersion;
  readonly sampling: Sampling;
  /** Of its own in each slot: one that was forgotten and begins anew must not write over what it had counted. */
  readonly file: string;
  /** By slot: the one that runs, and those that are not in the store yet. */
  readonly tallies: Map<number, Kept>;
  instances: number;
  novel: number;
  isForgotten: boolean;
}

interface Kept {
  readonly tally: Tally;
  /** Instances of it that are in the store. */
  written: number;
}

const WRITE_EVERY_MS = 10_000;
const TIDY_EVERY_MS = 3_600_000;
/** Versions of which something is counted at once: of one that nobody asks for, it is written before it is forgotten. */
const VERSIONS_MAX = 64;
/** Of one version, that the store did not take. */
const SLOTS_MAX = 6;

export function createDriftWatch(options: DriftWatchOptions): DriftWatch {
  const { store, instancesPerSecond, onFailure, now = Date.now, writeEveryMs = WRITE_EVERY_MS } = options;
  const watching = new LRUCache<string, Watching>({
    max: VERSIONS_MAX,
    dispose: (forgotten, _key, reason) => {
      forgotten.isForgotten = true;
      if (reason === 'evict') void write(forgotten).catch(onFailure);
    },
  });
  /** The same, found without making a key for each request. */
  const ofManifest = new WeakMap<Manifest, Watching>();
  const readings = new Map<string, Promise<Counted | undefined>>();
  let writing: Promise<void> | undefined;
  let tidied = Number.NEGATIVE_INFINITY;

  function watchingOf(manifest: Manifest): Watching | undefined {
    const found = ofManifest.get(manifest);
    if (found && !found.isForgotten) return found;
    const key = keyOf(manifest);
    const each = watching.get(key) ?? begin(key, manifest);
    if (each) ofManifest.set(manifest, each);
    return each;
  }

  function begin(key: string, manifest: Manifest): Watching | undefined {
    const watched = watchedVersion(manifest);
    if (!watched) return undefined;
    const fresh: Watching = {
      ...{ manifest, watched, sampling: createSampling(instancesPerSecond), file: `${randomUUID()}.json` },
      ...{ tallies: new Map(), instances: 0, novel: 0, isForgotten: false },
    };
    watching.set(key, fresh);
    return fresh;
  }

  function tallyOf({ tallies, watched }: Watching): Tally {
    const slot = slotOf(now());
    const known = tallies.get(slot);
    if (known) return known.tally;
    const kept = { tally: watched.empty(), written: 0 };
    tallies.set(slot, kept);
    for (const old of [...tallies.keys()].slice(0, -SLOTS_MAX)) tallies.delete(old);
    return kept.tally;
  }

  function note(manifest: Manifest, inputs: Float32Array, outputs: readonly (readonly number[])[]): void {
    if (!manifest.contract || instancesPerSecond === 0) return;
    const each = watchingOf(manifest);
    if (!each) return;
    const { watched, sampling } = each;
    const taken = sampling.take(outputs.length, watched.size);
    if (taken === 0) return;
    // Whoever is predicted with is forgotten last.
    watching.get(keyOf(manifest));
    const tally = tallyOf(each);
    const novel = tally.novel;
    // Spread over the request, from a place of it that is drawn: rows of a file may be in some order.
    const stride = outputs.length / taken;
    const first = Math.random() * stride;
    for (let index = 0; index < taken; index++) {
      const row = Math.floor(first + index * stride);
      watched.add(tally, inputs, row * watched.size, outputs[row] as readonly number[]);
    }
    each.instances += taken;
    each.novel += tally.novel - novel;
  }

  async function write({ watched, tallies, file }: Watching): Promise<void> {
    const current = slotOf(now());
    for (const [slot, kept] of tallies) {
      const { tally, written } = kept;
      if (tally.instances > written) {
        const { instances } = tally;
        await store.put(`${slotKey(watched, slot)}/${file}`, JSON.stringify(tally));
        kept.written = instances;
      } else if (slot < current) {
        tallies.delete(slot);
      }
    }
  }

  async function writeAll(): Promise<void> {
    try {
      for (const each of watching.values()) await write(each);
      if (now() - tidied < TIDY_EVERY_MS) return;
      tidied = now();
      await removeOld(store, tidied);
    } catch (error) {
      onFailure(error);
    }
  }

  /** Whoever asks while another is being answered shares the answer: a day is a few hundred files. */
  function counted(manifest: Manifest, window: DriftWindow): Promise<Counted | undefined> {
    const key = `${keyOf(manifest)}/${window}`;
    const underway = readings.get(key) ?? readCounts(manifest, window).finally(() => readings.delete(key));
    readings.set(key, underway);
    return underway;
  }

  async function readCounts(manifest: Manifest, window: DriftWindow): Promise<Counted | undefined> {
    const watched = watchedVersion(manifest);
    if (!watched) return undefined;
    const since = firstSlot(window, now());
    const own = watching.peek(keyOf(manifest));
    // What is written meanwhile leaves the map, but not this list: nothing is counted twice, or not at all.
    const kept = new Map(own?.tallies);
    const tally = await readTallies(store, watched, since, (slot, name) => name === own?.file && kept.has(slot));
    for (const [slot, each] of kept) if (slot >= since) addTally(tally, each.tally);
    return { watched, tally, since };
  }

  const timer = setInterval(() => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }, writeEveryMs);
  timer.unref();
  return {
    ...{ note, counted },
    watched: () => [...watching.values()].map(({ manifest, instances, novel }) => ({ manifest, instances, novel })),
    async close() {
      clearInterval(timer);
      await writing;
      await writeAll();
    },
  };
}

function keyOf({ model, version }: Manifest): string {
  return `${model}@${version}`;
}
