/**
 * How many predictions were answered of late, and how fast: each process keeps a minute of seconds, with counts by how long they took.
 * Prometheus reckons the same from its own past; a page that opens has none.
 */

export interface RecentPredictions {
  /** @param at in milliseconds since 1970. */
  add(milliseconds: number, failed: boolean, at?: number): void;
  read(at?: number): RecentCounts;
}

/** Of the last minute, in one process. */
export interface RecentCounts {
  readonly failed: number;
  /** Of those that were answered, by powers of `STEP`. */
  readonly answered: Uint32Array;
}

export interface RecentFigures {
  /** That were looked back. */
  readonly seconds: number;
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  /** Of those that were answered, right to a tenth; null where there are none. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Second {
  /** Which one, since 1970. */
  second: number;
  failed: number;
  /** By powers of `STEP`. */
  readonly counts: Uint32Array;
}

const SECONDS = 60;
const STEP = 1.1;
const LEAST_MS = 0.01;
/** Up to a quarter of an hour. */
const SIZES = 200;

export function createRecentPredictions(): RecentPredictions {
  const ring: Second[] = Array.from({ length: SECONDS }, () => ({
    ...{ second: 0, failed: 0, counts: new Uint32Array(SIZES) },
  }));

  function secondOf(at: number): Second {
    const second = Math.floor(at / 1000);
    const place = ring[second % SECONDS] as Second;
    if (place.second !== second) {
      place.second = second;
      place.failed = 0;
      place.counts.fill(0);
    }
    return place;
  }

  return {
    add(milliseconds, failed, at = Date.now()) {
      const second = secondOf(at);
      if (failed) second.failed += 1;
      else {
        const size = sizeOf(milliseconds);
        second.counts[size] = (second.counts[size] as number) + 1;
      }
    },
    read(at = Date.now()) {
      const since = Math.floor(at / 1000) - SECONDS;
      return sum(
        ring.filter(({ second }) => second > since).map(({ failed, counts }) => ({ failed, answered: counts })),
      );
    },
  };
}

/** @param all what each process counted. */
export function recentFigures(all: readonly RecentCounts[]): RecentFigures {
  const { failed, answered: counts } = sum(all);
  const answered = counts.reduce((total, count) => total + count, 0);
  const perSecond = Math.round((answered / SECONDS) * 100) / 100;
  const [p50Ms, p99Ms] = [quantile(counts, answered, 0.5), quantile(counts, answered, 0.99)];
  return { ...{ seconds: SECONDS, answered, failed, perSecond }, p50Ms, p99Ms };
}

function sum(all: readonly RecentCounts[]): RecentCounts {
  const answered = new Uint32Array(SIZES);
  let failed = 0;
  for (const each of all) {
    failed += each.failed;
    for (let size = 0; size < SIZES; size++)
      answered[size] = (answered[size] as number) + (each.answered[size] as number);
  }
  return { failed, answered };
}

function sizeOf(milliseconds: number): number {
  const size = Math.ceil(Math.log(Math.max(milliseconds, LEAST_MS) / LEAST_MS) / Math.log(STEP));
  return Math.min(SIZES - 1, Math.max(0, size));
}

/** @returns the upper end of the size that it lies in. */
function quantile(counts: Uint32Array, all: number, share: number): number | null {
  if (all === 0) return null;
  let before = 0;
  const size = counts.findIndex((count) => {
    before += count;
    return before >= all * share;
  });
  return Number((LEAST_MS * STEP ** size).toPrecision(2));
}
