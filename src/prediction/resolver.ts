/**
 * Which versions a reference means, without asking the store for every prediction. What was found is believed for a tenth of
 * a second: so soon does an alias that moved, or a new version, count in every process. Versions themselves never change: those
 * that were asked for last are remembered, since a vocabulary takes its time to be read.
 */
import { LRUCache } from 'lru-cache';
import { type Manifest, type ModelReference, type Registry, type Route, resolveRoute } from '../registry/index.ts';

const BELIEVED_MS = 100;
const REFERENCES_MAX = 1000;

/**
 * @param countMax versions that are remembered.
 * @returns a function that finds the versions of a reference, and throws what `resolveRoute` throws.
 */
export function createResolver(registry: Registry, countMax: number): (reference: ModelReference) => Promise<Route> {
  const found = new LRUCache<string, Promise<Route>>({ max: REFERENCES_MAX, ttl: BELIEVED_MS });
  const known = new LRUCache<string, Manifest>({ max: countMax });

  const remembering: Pick<Registry, 'aliases' | 'versions' | 'manifest'> = {
    ...registry,
    async manifest(reference) {
      const key = `${reference.model}@${reference.version}`;
      const manifest = known.get(key) ?? (await registry.manifest(reference));
      if (manifest) known.set(key, manifest);
      return manifest;
    },
  };

  return (reference) => {
    const { model, version, alias } = reference;
    const key = JSON.stringify([model, version, alias]);
    const believed = found.get(key);
    if (believed) return believed;
    const finding = resolveRoute(remembering, reference);
    found.set(key, finding);
    // A failure is nobody else's: whoever asks next looks again.
    finding.catch(() => found.delete(key));
    return finding;
  };
}
