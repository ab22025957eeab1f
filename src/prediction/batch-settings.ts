/** How predictions of each model are put together, from the configuration. */
import type { Config } from '../config.ts';
import type { BatchSettings } from './lane.ts';

/** @returns the settings of a model: its own, where it has any. */
export function batchSettings(config: Config): (model: string) => BatchSettings {
  const waitingMax = config.predictWaitingLimit;
  const usual = { rowsMax: config.predictBatchRows, delayMs: config.predictBatchDelayMs, waitingMax };
  const own = new Map<string, BatchSettings>();
  for (const entry of config.predictBatches.split(',')) {
    const [model = '', rows = '', delay = ''] = entry.trim().split(':');
    own.set(model, { rowsMax: Math.max(1, Number(rows)), delayMs: Number(delay), waitingMax });
  }
  return (model) => own.get(model) ?? usual;
}
