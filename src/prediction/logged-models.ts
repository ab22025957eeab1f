/** Which models' predictions are kept, from the configuration. */
import type { Config } from '../config.ts';

/** @returns the share of a model's requests that is kept, from 0 to 1: its own, that of `*`, or none. */
export function loggedShare(config: Pick<Config, 'predictionLog'>): (model: string) => number {
  const shares = new Map<string, number>();
  for (const entry of config.predictionLog.split(',')) {
    const [model = '', share = '1'] = entry.trim().split(':');
    if (model !== '') shares.set(model, Number(share));
  }
  return (model) => shares.get(model) ?? shares.get('*') ?? 0;
}
