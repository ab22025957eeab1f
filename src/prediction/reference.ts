/** Which version a prediction asks for, and how it is told when there is none. */
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import type { Manifest, Registry } from '../registry/index.ts';

export interface ModelReference {
  readonly model: string;
  /** Unset: the newest. */
  readonly version?: number;
}

/** @returns the version that is meant. @throws AppError ERR_NOT_FOUND in TensorFlow Serving's words. */
export type ReferenceResolver = (reference: ModelReference) => Promise<Manifest>;

/**
 * Versions never change: those that were asked for last are remembered, since a vocabulary takes its time to be read.
 * @param countMax of them.
 */
export function createReferenceResolver(registry: Registry, countMax: number): ReferenceResolver {
  const known = new LRUCache<string, Manifest>({ max: countMax });

  async function manifestOf(model: string, version: number): Promise<Manifest | undefined> {
    const key = `${model}@${version}`;
    const manifest = known.get(key) ?? (await registry.manifest({ model, version }));
    if (manifest) known.set(key, manifest);
    return manifest;
  }

  return async ({ model, version: asked }) => {
    const version = asked ?? (await registry.versions(model)).at(-1);
    const manifest = version === undefined ? undefined : await manifestOf(model, version);
    if (manifest) return manifest;
    const name = asked === undefined ? `Latest(${model})` : `Specific(${model}, ${asked})`;
    throw new AppError('ERR_NOT_FOUND', `Servable not found for request: ${name}`);
  };
}
