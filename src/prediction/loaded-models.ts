/**
 * The versions that are ready to predict: a bounded number and so many bytes, the least recently used one goes first.
 *
 * DESIGN Two requests for a version that is not loaded yet share one load; loads take turns, and give way to the event loop
 * between their steps. A version that has to go while requests still compute with it goes when the last of them is done:
 * its tensors are native memory, and nobody else would notice.
 */
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { createNetwork, type Inference, openInference } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';
import { type BatchSettings, createLane, type Lane } from './lane.ts';
import { createSlices } from './slices.ts';

export interface LoadedModels {
  /** Loads the version if it is not, and computes with it. It stays whole until `compute` has ended. */
  use<T>(manifest: Manifest, compute: (model: ReadyModel) => Promise<T>): Promise<T>;
  /** Drops all versions of a model; whoever computes with one of them still ends. */
  drop(model: string): void;
  /** Loads the version if it is not. @throws AppError ERR_VERSION_BROKEN. */
  load(manifest: Manifest): Promise<void>;
  has(manifest: Manifest): boolean;
  /** Frees every version, each when it is not used any more. */
  close(): void;
}

export interface LoadedModelsOptions {
  readonly registry: Registry;
  readonly countMax: number;
  /** As `bytesOf` estimates them. The version that is used last is kept however large it is. */
  readonly bytesMax: number;
  batching(model: string): BatchSettings;
  /** Is told of each call of a network. */
  called?(version: Manifest, rows: number, milliseconds: number): void;
  /** Is told of each version that was loaded and computes eagerly, and why. */
  onEager?: ((version: Manifest, reason: string) => void) | undefined;
}

/** What predicts, and the line before it. */
export interface ReadyModel {
  readonly inference: Inference;
  readonly lane: Lane;
}

interface LoadedModel extends ReadyModel {
  users: number;
  dropped: boolean;
}

export function createLoadedModels({
  registry,
  countMax,
  bytesMax,
  batching,
  called,
  onEager,
}: LoadedModelsOptions): LoadedModels {
  const loaded = new LRUCache<string, LoadedModel>({
    max: countMax,
    maxSize: bytesMax,
    dispose: (model) => {
      model.dropped = true;
      freeIfUnused(model);
    },
  });
  const loading = new Map<string, Promise<LoadedModel>>();
  let turn: Promise<unknown> = Promise.resolve();

  async function load(key: string, manifest: Manifest): Promise<LoadedModel> {
    try {
      const weights = await registry.weights(manifest);
      const made = turn.then(async () => {
        await setImmediate();
        const network = createNetwork(manifest.layers, manifest.inputShape, weights);
        await setImmediate();
        return openInference(network);
      });
      turn = made.catch(() => undefined);
      const inference = await made;
      if (inference.eagerReason !== undefined) onEager?.(manifest, inference.eagerReason);
      const slices = createSlices(inference.batchMax);
      const lane = createLane(inference, slices, batching(manifest.model), (rows, milliseconds) =>
        called?.(manifest, rows, milliseconds),
      );
      const model: LoadedModel = { inference, lane, users: 0, dropped: false };
      loaded.set(key, model, { size: Math.min(bytesMax, bytesOf(manifest, inference)) });
      return model;
    } finally {
      loading.delete(key);
    }
  }

  async function find(manifest: Manifest): Promise<LoadedModel> {
    const key = keyOf(manifest);
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
      const model = loaded.get(keyOf(manifest)) ?? (await find(manifest));
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
    load: async (manifest) => void (await find(manifest)),
    has: (manifest) => loaded.has(keyOf(manifest)),
    close: () => loaded.clear(),
  };
}

function keyOf({ model, version }: Manifest): string {
  return `${model}@${version}`;
}

/** Of a session without weights, with its thread and what TensorFlow prepares of a graph: measured. */
const SESSION_BYTES = 768 * 1024;
/** What TensorFlow makes of a graph, as a multiple of its bytes: measured. */
const GRAPH_FACTOR = 120;

/** What a loaded version takes of memory, about: weights, and what TensorFlow prepares. */
function bytesOf({ weights }: Manifest, { graphBytes }: Inference): number {
  const numbers = weights.reduce((sum, { shape }) => sum + shape.reduce((size, dimension) => size * dimension, 1), 0);
  return numbers * Float32Array.BYTES_PER_ELEMENT + graphBytes * GRAPH_FACTOR + SESSION_BYTES;
}

function freeIfUnused({ inference, users, dropped }: LoadedModel): void {
  if (dropped && users === 0) inference.dispose();
}
