/**
 * How often each address has asked, counted by all api processes together: a store of `@fastify/rate-limit`, whose own counts each
 * route by itself, also where several have one group.
 *
 * DESIGN No request waits for another process: each counts its own, and adds what the others tell, five times a second and as soon as
 * it is a twentieth of the limit. So each further process lets pass about a twentieth more. Windows of an address that begin in several
 * processes at once become the earliest of them. A process that is started anew asks for what was counted.
 */
import type { FastifyRateLimitOptions, FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';
import type { Siblings } from './siblings.ts';

/** What one process counted: in which table, of whom, in the window that ends then, how much more. */
type Told = readonly [table: string, key: string, endsAt: number, more: number];

interface Count {
  readonly table: string;
  readonly key: string;
  endsAt: number;
  /** By this process, and of that what the others know. */
  own: number;
  told: number;
  others: number;
}

/** What the plugin really gives, beside what its types say. */
interface ChildOptions {
  readonly groupId?: string;
  readonly routeInfo: { readonly method?: string | string[]; readonly url?: string };
}

const TELL_EVERY_MS = 200;
/** Of a limit: what one process may count before it tells. */
const TOLD_SHARE = 1 / 20;
/** Addresses of one table; of those that asked least lately, counts begin anew. As many as the plugin's own store has. */
const ADDRESSES_MAX = 5000;

/** @returns a class, since that is what the plugin takes, and what ends it. */
export function createRateCounts(siblings: Siblings): { readonly store: FastifyRateLimitStoreCtor; close(): void } {
  const tables = new Map<string, LRUCache<string, Count>>();
  /** Since the others were told. */
  const changed = new Set<Count>();
  const tell = siblings.spread('rates', (told: readonly Told[]) => {
    for (const [table, key, endsAt, more] of told) add(table, key, endsAt, more);
  });
  const askAll = siblings.share('rates', (): Told[] =>
    [...tables.values()].flatMap((table) =>
      [...table.values()].map(
        ({ table: name, key, endsAt, own, others }) => [name, key, endsAt, own + others] as const,
      ),
    ),
  );

  function tableOf(name: string): LRUCache<string, Count> {
    const known = tables.get(name) ?? new LRUCache<string, Count>({ max: ADDRESSES_MAX });
    tables.set(name, known);
    return known;
  }

  function begin(table: string, key: string, endsAt: number): Count {
    const count: Count = { table, key, endsAt, own: 0, told: 0, others: 0 };
    tableOf(table).set(key, count);
    return count;
  }

  function add(table: string, key: string, endsAt: number, more: number): void {
    const now = Date.now();
    if (endsAt <= now) return;
    const known = tableOf(table).peek(key);
    const count = known && known.endsAt > now ? known : begin(table, key, endsAt);
    count.endsAt = Math.min(count.endsAt, endsAt);
    count.others += more;
  }

  function tellOf(counts: readonly Count[]): void {
    tell(counts.map(({ table, key, endsAt, own, told }) => [table, key, endsAt, own - told] as const));
    for (const count of counts) {
      count.told = count.own;
      changed.delete(count);
    }
  }

  /** Each of the others knows all: where they differ, the most. */
  async function catchUp(): Promise<void> {
    const [, ...others] = (await askAll(undefined)).answers;
    const most = new Map<string, Told>();
    for (const told of others.flat()) {
      const id = JSON.stringify([told[0], told[1]]);
      if (told[3] > (most.get(id)?.[3] ?? 0)) most.set(id, told);
    }
    for (const told of most.values()) add(...told);
  }

  void catchUp();
  const timer = setInterval(() => {
    if (changed.size > 0) tellOf([...changed]);
  }, TELL_EVERY_MS).unref();

  class Store implements FastifyRateLimitStore {
    readonly #name: string;
    readonly #table: LRUCache<string, Count>;

    constructor(_options?: FastifyRateLimitOptions, name = '') {
      this.#name = name;
      this.#table = tableOf(name);
    }

    incr: FastifyRateLimitStore['incr'] = (key, callback, timeWindow, max) => {
      const now = Date.now();
      const known = this.#table.get(key);
      const count = known && known.endsAt > now ? known : begin(this.#name, key, now + timeWindow);
      count.own += 1;
      changed.add(count);
      const current = count.own + count.others;
      // Beyond the limit it makes no difference any more how far.
      if (current <= max && count.own - count.told >= max * TOLD_SHARE) tellOf([count]);
      callback(null, { current, ttl: count.endsAt - now });
    };

    /** Of routes of one group, or a route of its own: the same one in every process. */
    child: FastifyRateLimitStore['child'] = (options) => {
      const { groupId, routeInfo } = options as unknown as ChildOptions;
      return new Store(undefined, groupId ?? `${routeInfo.method} ${routeInfo.url}`);
    };
  }
  return { store: Store, close: () => clearInterval(timer) };
}
