/**
 * Which version answers for a reference that moves: an alias, or a bare name. One that begins to mean another version goes
 * on answering with the one before, until the other is in memory: nobody waits for the load.
 */
import { LRUCache } from 'lru-cache';
import type { Manifest, ModelReference, Route } from '../registry/index.ts';
import type { LoadedModels } from './loaded-models.ts';

/** What is not loaded by then is waited for: a moved alias counts within a second. */
const SWITCH_MS_MAX = 750;
const REFERENCES_MAX = 1000;

interface Answering {
  readonly manifest: Manifest;
  /** The version that it shall become, and since when. */
  next?: { readonly version: number; readonly at: number };
}

/** @returns the version that answers for a reference, of which a route was found. */
export function createSwitching(
  models: Pick<LoadedModels, 'has' | 'load'>,
): (reference: ModelReference, route: Route) => Manifest {
  const answering = new LRUCache<string, Answering>({ max: REFERENCES_MAX });

  function mayStay({ manifest, next }: Answering, meant: Manifest): boolean {
    if (!models.has(manifest) || models.has(meant)) return false;
    return next?.version !== meant.version || performance.now() - next.at < SWITCH_MS_MAX;
  }

  return (reference, { manifest: meant }) => {
    if (reference.version !== undefined) return meant;
    const key = JSON.stringify([reference.model, reference.alias]);
    const known = answering.get(key);
    if (known?.manifest.version === meant.version) {
      delete known.next;
      return meant;
    }
    if (known && mayStay(known, meant)) {
      if (known.next?.version !== meant.version) {
        known.next = { version: meant.version, at: performance.now() };
        // One that cannot be loaded is told to whoever predicts with it.
        models.load(meant).catch(() => undefined);
      }
      return known.manifest;
    }
    answering.set(key, { manifest: meant });
    return meant;
  };
}
