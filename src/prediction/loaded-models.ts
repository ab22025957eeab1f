/**
 * The versions that are ready to predict: a bounded number, the least recently used one goes first.
 *
 * DESIGN Two requests for a version that is not loaded yet share one load. A version that has to go while requests still
 * compute with it goes when the last of them is done: its tensors are native memory, and nobody else would notice.
 */
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { createInference, createNetwork, type Inference } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';
import { createSlices, type Slices } from './slices.ts';

export interface LoadedModels {
  /** Loads the version if it is not, and computes with it. It stays whole until `compute` has ended. */
  use<T>(manifest: Manifest, compute: (model: ReadyModel) => Promise<T>): Promise<T>;
  /** Drops all versions of a model; whoever computes with one of them still ends. */
  drop(model: string): void;
  /** Frees every version, each when it is not used any more. */
  close(): void;
}

/** What predicts, and what was learnt of how long it takes. */
export interface ReadyModel {
  readonly inference: Inference;
  readonly slices: Slices;
}

interface LoadedModel extends ReadyModel {
  users: number;
  dropped: boolean;
}

export function createLoadedModels(registry: Registry, countMax: number): LoadedModels {
  const loaded = new LRUCache<string, LoadedModel>({
    max: countMax,
    dispose: (model) => {
      model.dropped = true;
      freeIfUnused(model);
    },
  });
  const loading = new Map<string, Promise<LoadedModel>>();

  async function load(key: string, manifest: Manifest): Promise<LoadedModel> {
    try {
      const network = createNetwork(manifest.layers, manifest.inputShape, await registry.weights(manifest));
      const inference = createInference(network);
      const model: LoadedModel = { inference, slices: createSlices(inference.batchMax), users: 0, dropped: false };
      // Recording takes a while, and so does the first run: others are answered between them.
      await setImmediate();
      loaded.set(key, model);
      return model;
    } finally {
      loading.delete(key);
    }
  }

  async function find(manifest: Manifest): Promise<LoadedModel> {
    const key = `${manifest.model}@${manifest.version}`;
    for (;;) {
      const known = loaded.get(key);
      if (known) return known;
      const underway = loading.get(key) ?? load(key, manifest);
      loading.set(key, underway);
      const model = await underway;
      // Between its load and this moment it may have been dropped already: then it is loaded again.
      if (!model.dropped) return model;
    }
  }

  return {
    async use(manifest, compute) {
      const model = await find(manifest);
      model.users += 1;
      try {
        return await compute(model);
      } finally {
        model.users -= 1;
        freeIfUnused(model);
      }
    },
    drop(model) {
      for (const key of [...loaded.keys()]) if (key.slice(0, key.lastIndexOf('@')) === model) loaded.delete(key);
    },
    close: () => loaded.clear(),
  };
}

function freeIfUnused({ inference, users, dropped }: LoadedModel): void {
  if (dropped && users === 0) inference.dispose();
}
