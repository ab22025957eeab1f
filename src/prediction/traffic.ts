/**
 * Which version answers a request, where an alias tries others out: canaries answer their share, by the caller's key or by
 * chance. A version that is not in memory yet is loaded aside, and the one that the alias points at answers meanwhile.
 */
import { LRUCache } from 'lru-cache';
import {
  canaryAt,
  type Manifest,
  type ModelReference,
  pointOf,
  type Route,
  type RouteShare,
} from '../registry/index.ts';
import type { LoadedModels } from './loaded-models.ts';

/** A version that cannot be loaded is not tried for every request. */
const TRIED_AGAIN_MS = 10_000;
const VERSIONS_MAX = 1000;

export interface Traffic {
  /** @param key of the caller; undefined: by chance. @returns undefined where no canary is to answer, or none can yet. */
  canaryFor(reference: ModelReference, route: Route, key: string | undefined): Manifest | undefined;
  /** The version that is to compute a request besides, nobody being told what; undefined for most. */
  shadowFor(route: Route): Manifest | undefined;
}

/** @param random from 0, below 1. */
export function createTraffic(models: Pick<LoadedModels, 'has' | 'load'>, random: () => number = Math.random): Traffic {
  const tried = new LRUCache<string, true>({ max: VERSIONS_MAX, ttl: TRIED_AGAIN_MS });

  function ready(manifest: Manifest): Manifest | undefined {
    if (models.has(manifest)) return manifest;
    const key = `${manifest.model}@${manifest.version}`;
    if (tried.has(key)) return undefined;
    tried.set(key, true);
    models.load(manifest).catch(() => undefined);
    return undefined;
  }

  function readyOne(share: RouteShare | undefined): Manifest | undefined {
    return share && ready(share.manifest);
  }

  return {
    canaryFor({ model }, { canaries, alias }, key) {
      if (canaries.length === 0 || alias === undefined) return undefined;
      return readyOne(canaryAt(canaries, key === undefined ? random() : pointOf(model, alias, key)));
    },
    shadowFor({ shadow }) {
      return shadow && random() < shadow.share ? ready(shadow.manifest) : undefined;
    },
  };
}
