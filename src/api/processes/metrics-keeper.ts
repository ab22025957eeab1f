/**
 * What processes counted before they died, or fell silent. Prometheus takes a counter that falls for one that began anew, and would
 * count all that is left a second time: so a sum over processes must not lose any of them.
 */
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import type { Keeper } from './relay.ts';

export const METRICS_TOPIC = 'metrics';

/** The metrics of one process. */
export type ProcessMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** Of the dead together; with more, counting begins anew. Versions that come and go are told apart, 100 at a time. */
const SERIES_MAX = 20_000;

export function createMetricsKeeper(): Keeper {
  const last = new Map<number, ProcessMetrics>();
  let past: ProcessMetrics = [];
  /** Of the dead whose sum is being made. */
  const ended = new Set<ProcessMetrics>();
  let adding: Promise<void> = Promise.resolve();

  async function add(counted: ProcessMetrics): Promise<void> {
    const sum = await AggregatorRegistry.aggregate([past, counted]).getMetricsAsJSON();
    past = sum.reduce((series, { values }) => series + values.length, 0) > SERIES_MAX ? counted : sum;
    ended.delete(counted);
  }

  return {
    heard: (process, answer) => void last.set(process, (answer as ProcessMetrics).filter(isCounted)),
    gone(process) {
      const counted = last.get(process);
      if (!last.delete(process) || !counted) return;
      ended.add(counted);
      adding = adding.then(() => add(counted));
    },
    rest(answered) {
      const silent = [...last].filter(([process]) => !answered.has(process)).map(([, metrics]) => metrics);
      return [past, ...ended, ...silent];
    },
  };
}

/** Rather than measured: what a process held is gone with it. */
function isCounted({ type }: ProcessMetrics[number]): boolean {
  // prom-client's types say that it is a number; it is a name.
  return ['counter', 'histogram'].includes(String(type));
}
