/**
 * Predictions that nobody is told: a version computes what another answered, and what it would have said is compared. After
 * the answer, and never so many at once that those who wait for theirs would notice.
 */
import { LRUCache } from 'lru-cache';
import type { Manifest, VersionReference } from '../registry/index.ts';
import { type PredictionObserver, SHADOW_OUTCOMES, type ShadowOutcome } from './observer.ts';

export interface ShadowStatistics {
  /** Instances, by how they compare with what was answered; requests that failed or were let go. */
  readonly outcomes: Record<ShadowOutcome, number>;
  /** Over the instances: the largest difference of an output, summed up. Of numbers in the unit of the data. */
  difference: number;
}

/** What was predicted: the outputs of each instance. */
type Rows = readonly (readonly number[])[];

export interface Shadows {
  /** @param compute predicts with the shadow what `manifest` predicted as `rows`. */
  follow(manifest: Manifest, rows: Rows, shadow: Manifest, compute: () => Promise<Rows>): void;
  /** Of a version as a shadow, in this process. */
  statistics(shadow: VersionReference): ShadowStatistics;
}

/** Requests that are computed; more are let go. */
const AT_ONCE_MAX = 8;
const VERSIONS_MAX = 1000;
/** Above which a label is told. */
const THRESHOLD = 0.5;

export function createShadows(observer: PredictionObserver | undefined): Shadows {
  const known = new LRUCache<string, ShadowStatistics>({ max: VERSIONS_MAX });
  const keyOf = ({ model, version }: VersionReference): string => `${model}@${version}`;
  let computing = 0;

  function note(shadow: Manifest, outcome: ShadowOutcome, difference = 0): void {
    const counted = known.get(keyOf(shadow)) ?? none();
    counted.outcomes[outcome] += 1;
    counted.difference += difference;
    known.set(keyOf(shadow), counted);
    observer?.shadowed(shadow, outcome, 1);
  }

  async function run(manifest: Manifest, rows: Rows, shadow: Manifest, compute: () => Promise<Rows>): Promise<void> {
    computing += 1;
    try {
      const others = await compute();
      const places = shadow.labels.map((label) => manifest.labels.indexOf(label));
      for (const [index, row] of rows.entries()) {
        const told = places.map((place) => row[place] ?? 0);
        const other = others[index] ?? [];
        note(shadow, outcomeOf(manifest.task, told, other), largestDifference(told, other));
      }
    } catch {
      note(shadow, 'failed');
    } finally {
      computing -= 1;
    }
  }

  return {
    follow(manifest, rows, shadow, compute) {
      if (computing < AT_ONCE_MAX) void run(manifest, rows, shadow, compute);
      else note(shadow, 'dropped');
    },
    statistics: (shadow) => known.peek(keyOf(shadow)) ?? none(),
  };
}

/** Of one version, in several processes. */
export function sumShadowStatistics(all: readonly ShadowStatistics[]): ShadowStatistics {
  const sum = none();
  for (const { outcomes, difference } of all) {
    for (const outcome of SHADOW_OUTCOMES) sum.outcomes[outcome] += outcomes[outcome];
    sum.difference += difference;
  }
  return sum;
}

/** @param told what was answered, in the order of the shadow's labels; 0 for labels that the other does not have. */
function outcomeOf(task: Manifest['task'], told: readonly number[], other: readonly number[]): ShadowOutcome {
  if (task === 'regression') return 'compared';
  const same =
    task === 'classification'
      ? largest(told) === largest(other)
      : other.every((value, index) => value > THRESHOLD === (told[index] as number) > THRESHOLD);
  return same ? 'agreed' : 'differed';
}

function largestDifference(told: readonly number[], other: readonly number[]): number {
  return other.reduce((most, value, index) => Math.max(most, Math.abs(value - (told[index] as number))), 0);
}

function largest(values: readonly number[]): number {
  return values.reduce((place, value, index) => (value > (values[place] as number) ? index : place), 0);
}

function none(): ShadowStatistics {
  return { outcomes: { agreed: 0, differed: 0, compared: 0, failed: 0, dropped: 0 }, difference: 0 };
}
