/**
 * Counts of all processes in the store, added up. A process writes its own file in each slot again and again; who reads adds up
 * what it finds.
 */

import { KEPT_SECONDS, SLOT_SECONDS, versionKey } from './slots.ts';
import { addTally, readTally, type Tally } from './tally.ts';
import type { WatchedVersion } from './watched-version.ts';

export interface DriftStore {
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, text: string): Promise<void>;
  list(prefix: string): Promise<string[]>;
  deleteAll(prefix: string): Promise<void>;
}

/** Of one slot: each process that was started in ten minutes has one. */
const FILES_MAX = 256;
/** Slots that are read at once. */
const AT_ONCE = 16;

export function slotKey({ model, version }: Pick<WatchedVersion, 'model' | 'version'>, slot: number): string {
  return `${versionKey(model, version)}/${slot}`;
}

/** @param isOwn whether the caller has these counts itself. @returns those of all others since a slot. */
export async function readTallies(
  store: DriftStore,
  watched: WatchedVersion,
  since: number,
  isOwn: (slot: number, file: string) => boolean,
): Promise<Tally> {
  const sum = watched.empty();
  const names = await store.list(versionKey(watched.model, watched.version));
  const slots = names.map(Number).filter((slot) => slot >= since);
  for (let from = 0; from < slots.length; from += AT_ONCE)
    await Promise.all(slots.slice(from, from + AT_ONCE).map((slot) => readSlot(slot)));
  return sum;

  async function readSlot(slot: number): Promise<void> {
    const key = slotKey(watched, slot);
    for (const file of (await store.list(key)).slice(0, FILES_MAX)) {
      if (isOwn(slot, file)) continue;
      const bytes = await store.get(`${key}/${file}`);
      const tally = bytes && readTally(bytes, sum);
      if (tally) addTally(sum, tally);
    }
  }
}

/** Removes what is too old for any window, of all versions. */
export async function removeOld(store: DriftStore, now: number): Promise<void> {
  const oldest = now / 1000 - KEPT_SECONDS - SLOT_SECONDS;
  for (const model of await store.list('drift')) {
    for (const version of await store.list(`drift/${model}`)) {
      const key = versionKey(model, version);
      const slots = await store.list(key);
      const old = slots.filter((slot) => Number(slot) < oldest);
      if (old.length === slots.length) await store.deleteAll(key);
      else for (const slot of old) await store.deleteAll(`${key}/${slot}`);
    }
  }
}
