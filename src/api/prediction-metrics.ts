/** What Prometheus reads of predictions: how many each version answered, how many failed, and how long they took. */
import { LRUCache } from 'lru-cache';
import { Counter, Histogram, Registry } from 'prom-client';
import { type PredictionObserver, SHADOW_OUTCOMES } from '../prediction/index.ts';
import type { MetricRegisters } from './metrics.ts';
import { createRecentPredictions, type RecentPredictions } from './recent-predictions.ts';

export interface PredictionMetrics extends PredictionObserver {
  readonly registers: MetricRegisters;
  /** Of the last minute, in this process. */
  readonly recent: RecentPredictions;
}

/** Versions that are told apart, those used last: each has a line for every bucket. */
const VERSIONS_MAX = 100;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createPredictionMetrics(): PredictionMetrics {
  const register = new Registry();
  const recent = createRecentPredictions();
  const duration = new Histogram({
    name: 'epochd_prediction_duration_seconds',
    help: 'Time from a request to its prediction, by the version that answered.',
    labelNames: ['model', 'version'],
    buckets: BUCKETS_SECONDS,
    registers: [register],
  });
  const failures = new Counter({
    name: 'epochd_prediction_failures_total',
    help: 'Requests that a version did not answer: refused, late or broken.',
    labelNames: ['model', 'version'],
    registers: [register],
  });
  const shadows = new Counter({
    name: 'epochd_shadow_predictions_total',
    help: 'Instances that a version computed as a shadow, by how they compare with what was answered; requests that it did not compute.',
    labelNames: ['model', 'version', 'outcome'],
    registers: [register],
  });
  const known = new LRUCache<string, { readonly model: string; readonly version: number }>({
    max: VERSIONS_MAX,
    dispose(labels) {
      duration.remove(labels);
      failures.remove(labels);
      for (const outcome of SHADOW_OUTCOMES) shadows.remove({ ...labels, outcome });
    },
  });

  /** @returns the same labels each time, so that a version that is used goes last. */
  function labelsOf({ model, version }: { readonly model: string; readonly version: number }) {
    const key = `${model}@${version}`;
    const labels = known.get(key) ?? { model, version };
    if (!known.has(key)) known.set(key, labels);
    return labels;
  }

  return {
    ...{ registers: { ofProcess: register }, recent },
    answered(version, milliseconds, failed) {
      recent.add(milliseconds, failed);
      const labels = labelsOf(version);
      if (failed) failures.inc(labels);
      else duration.observe(labels, milliseconds / 1000);
    },
    shadowed: (version, outcome, count) => shadows.inc({ ...labelsOf(version), outcome }, count),
  };
}
