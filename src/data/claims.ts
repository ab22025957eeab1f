/**
 * Which import owns the name of a dataset: a log for each name, whose last entry counts.
 *
 * DESIGN Entry after entry under rising numbers (`datasets/<name>/claims/7.json`), each written by `putIfAbsent`: of several
 * that claim a name, give it up or take it over at once exactly one writes the next number. Whoever wins looks once more:
 * one that had slept since it read the log may have won a number that was removed since, below the last.
 */
import type { Storage } from '../storage/index.ts';

/** An import that has the name, or had it until it was given up. */
export interface Claim {
  /** The import's job. */
  readonly job: string;
  /** `sha256:…` of what was uploaded and of the options. */
  readonly digest: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** The dataset was deleted: the name is free. */
  readonly released?: true;
}

export interface ClaimEntry {
  readonly number: number;
  readonly claim: Claim;
}

export interface Claims {
  /** The last entry; undefined for a name that nobody ever had. */
  last(name: string): Promise<ClaimEntry | undefined>;
  /** Writes the entry after `last`. @returns its number, or undefined if somebody else wrote one first. */
  append(name: string, last: ClaimEntry | undefined, claim: Claim): Promise<ClaimEntry | undefined>;
}

const ENTRY_NAME = /^([1-9]\d{0,14})\.json$/;

export function createClaims(storage: Storage): Claims {
  const prefix = (name: string): string => `datasets/${name}/claims`;
  const keyOf = (name: string, number: number): string => `${prefix(name)}/${number}.json`;

  async function numbers(name: string): Promise<number[]> {
    const names = await storage.list(prefix(name));
    return names.flatMap((entry) => ENTRY_NAME.exec(entry)?.[1] ?? []).map(Number);
  }

  async function last(name: string): Promise<ClaimEntry | undefined> {
    for (;;) {
      const number = Math.max(0, ...(await numbers(name)));
      if (number === 0) return undefined;
      const bytes = await storage.get(keyOf(name, number));
      // Removed since it was listed: there is a later one.
      if (bytes) return { number, claim: JSON.parse(bytes.toString('utf8')) as Claim };
    }
  }

  return {
    last,
    async append(name, before, claim) {
      const number = (before?.number ?? 0) + 1;
      if (!(await storage.putIfAbsent(keyOf(name, number), JSON.stringify(claim)))) return undefined;
      const known = await numbers(name);
      if (Math.max(...known) > number) {
        await storage.delete(keyOf(name, number));
        return undefined;
      }
      for (const old of known) if (old < number) await storage.delete(keyOf(name, old));
      return { number, claim };
    },
  };
}
