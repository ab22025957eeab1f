/**
 * The versions that are ready to predict: a bounded number, the least recently used one goes first.
 * Two requests for a version that is not loaded yet share one load.
 */
import { LRUCache } from 'lru-cache';
import { createNetwork, type Network } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';

export interface LoadedModel {
  readonly manifest: Manifest;
  readonly network: Network;
}

export interface LoadedModels {
  /** Loads the version if it is not. The network stays whole until the caller's current turn of the event loop ends. */
  load(manifest: Manifest): Promise<LoadedModel>;
  /** Frees every network. */
  close(): void;
}

export function createLoadedModels(registry: Registry, countMax: number): LoadedModels {
  const ready = new LRUCache<string, LoadedModel>({ max: countMax, dispose: ({ network }) => network.dispose() });
  const loading = new Map<string, Promise<LoadedModel>>();

  async function read(manifest: Manifest): Promise<LoadedModel> {
    const network = createNetwork(manifest.layers, manifest.inputShape, await registry.weights(manifest));
    return { manifest, network };
  }

  async function load(manifest: Manifest): Promise<LoadedModel> {
    const key = `${manifest.model}@${manifest.version}`;
    const known = ready.get(key);
    if (known) return known;
    const underway = loading.get(key) ?? read(manifest);
    loading.set(key, underway);
    try {
      const model = await underway;
      if (!ready.has(key)) ready.set(key, model);
      return model;
    } finally {
      loading.delete(key);
    }
  }

  return { load, close: () => ready.clear() };
}
