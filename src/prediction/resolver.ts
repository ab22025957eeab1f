/**
 * Which version a reference means, without asking the store for every prediction. What was found is believed for a tenth of
 * a second: so soon does an alias that moved, or a new version, count in every process.
 */
import { LRUCache } from 'lru-cache';
import { type Manifest, type ModelReference, type Registry, resolveReference } from '../registry/index.ts';

const BELIEVED_MS = 100;
const REFERENCES_MAX = 1000;

/** @returns a function that finds the version of a reference, and throws what `resolveReference` throws. */
export function createResolver(registry: Registry): (reference: ModelReference) => Promise<Manifest> {
  const found = new LRUCache<string, Promise<Manifest>>({ max: REFERENCES_MAX, ttl: BELIEVED_MS });
  return (reference) => {
    const { model, version, alias } = reference;
    const key = JSON.stringify([model, version, alias]);
    const known = found.get(key);
    if (known) return known;
    const finding = resolveReference(registry, reference);
    found.set(key, finding);
    // A failure is nobody else's: whoever asks next looks again.
    finding.catch(() => found.delete(key));
    return finding;
  };
}
