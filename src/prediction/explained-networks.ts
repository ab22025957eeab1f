/**
 * The networks that are there to be explained: the last few, apart from those that predict, since their graphs are others. Whoever
 * uses them takes turns: none is freed while it is used.
 */
import { LRUCache } from 'lru-cache';
import { createNetwork, type ExplainedNetwork, openExplained } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';

export interface ExplainedNetworks {
  /** @throws AppError ERR_VERSION_BROKEN. */
  open(manifest: Manifest): Promise<ExplainedNetwork>;
  /** Frees all of them. */
  clear(): void;
}

/** Each has a copy of its weights. */
const COUNT_MAX = 2;

export function createExplainedNetworks(registry: Pick<Registry, 'weights'>): ExplainedNetworks {
  const opened = new LRUCache<string, ExplainedNetwork>({ max: COUNT_MAX, dispose: (network) => network.dispose() });
  return {
    async open(manifest) {
      const key = `${manifest.model}@${manifest.version}`;
      const known = opened.get(key);
      if (known) return known;
      const weights = await registry.weights(manifest);
      const network = await openExplained(createNetwork(manifest.layers, manifest.inputShape, weights));
      opened.set(key, network);
      return network;
    },
    clear: () => opened.clear(),
  };
}
