/** The figure that decides about a training, turned so that less is always better. Knows nothing of what is decided. */
import { risesWhenBetter } from './specification/index.ts';
import type { Monitor, MonitorMode } from './specification/monitors.ts';
import type { EpochMetrics } from './training-events.ts';

export interface Monitored {
  /** Unset: the loss of the examples held back, or where none are, of those that are trained on. */
  readonly monitor?: Monitor | undefined;
  readonly mode?: MonitorMode | undefined;
}

export function monitorOf({ monitor }: Monitored, metrics: EpochMetrics): Monitor {
  return monitor ?? (metrics.valLoss === undefined ? 'loss' : 'valLoss');
}

/** @returns undefined where the epoch does not tell it. */
export function figureToLower(watched: Monitored, metrics: EpochMetrics): number | undefined {
  const monitor = monitorOf(watched, metrics);
  const value = metrics[monitor];
  return value !== undefined && risesWhenBetter(monitor, watched.mode) ? -value : value;
}
