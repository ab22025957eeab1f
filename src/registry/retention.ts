/**
 * Which versions of a model are kept: by count and by age. The newest one is always kept, and so is one that an alias
 * points at.
 */
import { codeOf } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import type { Registry } from './registry.ts';

export interface RetentionRule {
  /** The newest so many are kept, however old. Unset: their number decides nothing. */
  readonly keepLast?: number;
  /** Those younger than so many days are kept, however many. Unset: their age decides nothing. */
  readonly keepDays?: number;
}

export interface Retention {
  /** @returns undefined for a model whose versions are all kept. */
  rule(model: string): Promise<RetentionRule | undefined>;
  /** @param rule undefined to keep all from now on. */
  set(model: string, rule: RetentionRule | undefined): Promise<void>;
  /** Removes what a model's rule does not keep. @returns the numbers of the versions that were removed. */
  apply(model: string): Promise<number[]>;
}

const DAY_MS = 86_400_000;

export function createRetention(storage: Storage, registry: Registry): Retention {
  const key = (model: string): string => `models/${model}/retention.json`;

  async function rule(model: string): Promise<RetentionRule | undefined> {
    const bytes = await storage.get(key(model));
    return bytes && (JSON.parse(bytes.toString('utf8')) as RetentionRule);
  }

  return {
    rule,
    set: (model, wanted) => (wanted ? storage.put(key(model), JSON.stringify(wanted)) : storage.delete(key(model))),
    async apply(model) {
      const kept = await rule(model);
      if (!kept) return [];
      const removed: number[] = [];
      for (const version of await expired(registry, model, kept)) {
        try {
          await registry.remove({ model, version });
          removed.push(version);
        } catch (error) {
          // An alias points at it; or another process was first.
          if (codeOf(error) !== 'ERR_VERSION_NEEDED' && codeOf(error) !== 'ERR_NOT_FOUND') throw error;
        }
      }
      return removed;
    },
  };
}

/** Those that the rule keeps for no reason. One whose manifest is damaged is left for somebody to look at. */
async function expired(registry: Registry, model: string, { keepLast, keepDays }: RetentionRule): Promise<number[]> {
  const versions = await registry.versions(model);
  const older = versions.slice(0, Math.max(0, versions.length - Math.max(1, keepLast ?? 1)));
  if (keepDays === undefined) return keepLast === undefined ? [] : older;
  const since = Date.now() - keepDays * DAY_MS;
  const aged: number[] = [];
  for (const version of older) {
    const manifest = await registry.manifest({ model, version }).catch(() => undefined);
    if (manifest && Date.parse(manifest.createdAt) < since) aged.push(version);
  }
  return aged;
}
