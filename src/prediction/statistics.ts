/** What was predicted with each version since this process began: how often, and how long each part took. */
import { LRUCache } from 'lru-cache';
import type { VersionReference } from '../registry/index.ts';

export interface Duration {
  count: number;
  nanoseconds: number;
}

export interface VersionStatistics {
  /** When the last prediction ended, in milliseconds since 1970; 0 before the first. */
  lastAt: number;
  /** Instances that were predicted, and calls of the network that it took. */
  instances: number;
  calls: number;
  readonly success: Duration;
  readonly fail: Duration;
  /** Until the version was in memory. */
  readonly queue: Duration;
  /** Preprocessing, the network, and its numbers in their units. */
  readonly input: Duration;
  readonly infer: Duration;
  readonly output: Duration;
  /** Calls by how many instances they had. */
  readonly batches: Map<number, Duration>;
}

export interface Statistics {
  /** Of a version, to be counted up. */
  of(version: VersionReference): VersionStatistics;
  /** Of a version, to be read: zeros where nothing was predicted with it. */
  read(version: VersionReference): VersionStatistics;
}

/** Versions of which something is known: of those least used, counts begin anew. */
const VERSIONS_MAX = 1000;
/** Sizes of batches that are told apart. */
const SIZES_MAX = 128;
const NANOSECONDS_PER_MS = 1e6;
const PARTS = ['success', 'fail', 'queue', 'input', 'infer', 'output'] as const;

export function createStatistics(): Statistics {
  const known = new LRUCache<string, VersionStatistics>({ max: VERSIONS_MAX });
  const keyOf = ({ model, version }: VersionReference): string => `${model}@${version}`;
  return {
    of(version) {
      const counted = known.get(keyOf(version)) ?? createCounts();
      known.set(keyOf(version), counted);
      return counted;
    },
    read: (version) => known.peek(keyOf(version)) ?? createCounts(),
  };
}

export function add(duration: Duration, milliseconds: number): void {
  duration.count += 1;
  duration.nanoseconds += Math.round(milliseconds * NANOSECONDS_PER_MS);
}

/** One call of the network. */
export function addCall(statistics: VersionStatistics, size: number, milliseconds: number): void {
  add(statistics.infer, milliseconds);
  statistics.calls += 1;
  const batch = statistics.batches.get(size) ?? none();
  add(batch, milliseconds);
  if (statistics.batches.size < SIZES_MAX) statistics.batches.set(size, batch);
}

/** What several processes counted of one version. */
export function sumStatistics(all: readonly VersionStatistics[]): VersionStatistics {
  const sum = createCounts();
  for (const each of all) {
    sum.lastAt = Math.max(sum.lastAt, each.lastAt);
    sum.instances += each.instances;
    sum.calls += each.calls;
    for (const part of PARTS) addAll(sum[part], each[part]);
    for (const [size, duration] of each.batches) {
      const batch = sum.batches.get(size) ?? none();
      addAll(batch, duration);
      sum.batches.set(size, batch);
    }
  }
  return sum;
}

function addAll(duration: Duration, { count, nanoseconds }: Duration): void {
  duration.count += count;
  duration.nanoseconds += nanoseconds;
}

function createCounts(): VersionStatistics {
  return {
    ...{ lastAt: 0, instances: 0, calls: 0, success: none(), fail: none(), queue: none() },
    ...{ input: none(), infer: none(), output: none(), batches: new Map() },
  };
}

function none(): Duration {
  return { count: 0, nanoseconds: 0 };
}
