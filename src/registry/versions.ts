/** The versions that a model has: their numbers, their manifests, and which of them a job or an import made. */
import { codeOf } from '../errors.ts';
import { NAME_PATTERN } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import { manifestKey, versionsKey } from './keys.ts';
import { type Lineage, type Manifest, parseManifest, type VersionReference } from './manifest.ts';

export interface Versions {
  /** Rising; none for an unknown model. */
  numbers(model: string): Promise<number[]>;
  /** The same with the numbers of those that were removed: none of them is given again. */
  taken(model: string): Promise<number[]>;
  /** @returns undefined where there is no such version. @throws AppError ERR_VERSION_BROKEN. */
  manifest(reference: VersionReference): Promise<Manifest | undefined>;
  /** The newest among some versions that is recognized. */
  find(model: string, among: readonly number[], is: Recognize): Promise<VersionReference | undefined>;
  /** The names of the models that have a version, sorted. */
  models(): Promise<string[]>;
}

/** Whether a version is the one that is looked for. */
export type Recognize = (lineage: Lineage) => boolean;

const NAME = new RegExp(NAME_PATTERN);
const MANIFEST_NAME = /^([1-9]\d{0,14})\.json$/;
const TAKEN_NAME = /^([1-9]\d{0,14})\.(?:json|gone)$/;

export function createVersions(storage: Pick<Storage, 'get' | 'list'>): Versions {
  async function numbersLike(pattern: RegExp, model: string): Promise<number[]> {
    if (!NAME.test(model)) return [];
    const names = await storage.list(versionsKey(model));
    return names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  const numbers = (model: string): Promise<number[]> => numbersLike(MANIFEST_NAME, model);

  async function manifest(reference: VersionReference): Promise<Manifest | undefined> {
    if (!NAME.test(reference.model) || !Number.isSafeInteger(reference.version)) return undefined;
    const bytes = await storage.get(manifestKey(reference));
    return bytes && parseManifest(bytes, reference);
  }

  async function find(model: string, among: readonly number[], is: Recognize): Promise<VersionReference | undefined> {
    for (const version of among.toReversed()) {
      // A damaged version of an earlier job must not keep a model from getting its next one.
      const known = await manifest({ model, version }).catch(ignoreBroken);
      if (known && is(known.lineage)) return { model, version };
    }
    return undefined;
  }

  async function models(): Promise<string[]> {
    const names = await storage.list('models');
    const counts = await Promise.all(names.map(async (name) => (await numbers(name)).length));
    return names.filter((_, index) => (counts[index] ?? 0) > 0);
  }

  return { numbers, taken: (model) => numbersLike(TAKEN_NAME, model), manifest, find, models };
}

export const byJob =
  (job: string): Recognize =>
  (lineage) =>
    lineage.job === job || lineage.sweep?.job === job;

export const byImport =
  (digest: string): Recognize =>
  (lineage) =>
    lineage.import?.digest === digest;

/** @throws RangeError */
export function expectName(model: string): void {
  if (!NAME.test(model)) throw new RangeError(`Expected the name of a model. Received: ${JSON.stringify(model)}.`);
}

export function ignoreBroken(error: unknown): undefined {
  if (codeOf(error) !== 'ERR_VERSION_BROKEN') throw error;
}
