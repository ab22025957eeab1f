/**
 * Deliveries in storage, which outlast Redis and every process: a record for each, with its job, and a mark under
 * `webhooks/due` for each that is not over.
 *
 * DESIGN The record is written by a conditional put under a name that follows from the event, then the mark. Whoever
 * announces an event again (it may have died in between) finds the record and sets the mark anew, so an event is neither lost
 * nor doubled. A mark too many is harmless: whoever follows it finds a delivery that is over, and removes it.
 */
import type { Storage } from '../storage/index.ts';
import { type Announcement, type Delivery, jobOfDelivery, newDelivery } from './delivery.ts';

export interface Outbox {
  /** Writes down an event, once. @returns its delivery, if there is something to be sent. */
  announce(announcement: Announcement): Promise<Delivery | undefined>;
  /** @returns undefined for a delivery that is not known, or not any more. */
  get(id: string): Promise<Delivery | undefined>;
  /** All of a job, oldest first. */
  list(jobId: string): Promise<Delivery[]>;
  save(delivery: Delivery): Promise<void>;
  /** Makes it one that is to be sent. */
  mark(id: string): Promise<void>;
  /** The ids of those that are to be sent, by the age of their jobs. */
  due(): Promise<string[]>;
  /** Removes the mark of a delivery that is over. */
  settle(id: string): Promise<void>;
}

const DUE = 'webhooks/due';
/** Of one job: a client may pause and resume it as often as it likes. */
const KEPT_MAX = 50;

export function createOutbox(storage: Storage): Outbox {
  const folderOf = (jobId: string): string => `jobs/${jobId}/deliveries`;
  const keyOf = (jobId: string, id: string): string => `${folderOf(jobId)}/${id}.json`;

  async function get(id: string): Promise<Delivery | undefined> {
    const jobId = jobOfDelivery(id);
    const bytes = jobId && (await storage.get(keyOf(jobId, id)));
    return bytes ? (JSON.parse(bytes.toString('utf8')) as Delivery) : undefined;
  }

  async function list(jobId: string): Promise<Delivery[]> {
    const names = await storage.list(folderOf(jobId));
    const deliveries = await Promise.all(names.map((name) => get(name.replace(/\.json$/, ''))));
    return deliveries
      .filter((delivery) => delivery !== undefined)
      .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  }

  async function mark(id: string): Promise<void> {
    await storage.put(`${DUE}/${id}`, '');
  }

  async function makeRoom(others: readonly Delivery[]): Promise<void> {
    const over = others.filter(({ state }) => state !== 'pending');
    for (const { jobId, id } of over.slice(0, Math.max(0, others.length - KEPT_MAX + 1)))
      await storage.delete(keyOf(jobId, id));
  }

  return {
    async announce(announcement) {
      const delivery = newDelivery(announcement);
      const { jobId, id } = delivery;
      const others = await list(jobId);
      const before = others.find((other) => other.id === id);
      if (!before) {
        await makeRoom(others);
        const isGone = others.some(({ state }) => state === 'gone');
        const first: Delivery = isGone ? { ...delivery, state: 'gone', nextAttemptAt: null } : delivery;
        await storage.putIfAbsent(keyOf(jobId, id), JSON.stringify(first));
      }
      const known = before ?? (await get(id));
      if (known?.state !== 'pending') return undefined;
      await mark(id);
      return known;
    },
    get,
    list,
    save: (delivery) => storage.put(keyOf(delivery.jobId, delivery.id), JSON.stringify(delivery)),
    mark,
    due: () => storage.list(DUE),
    async settle(id) {
      await storage.delete(`${DUE}/${id}`);
      // It may have been begun again by hand just now.
      if ((await get(id))?.state === 'pending') await mark(id);
    },
  };
}
