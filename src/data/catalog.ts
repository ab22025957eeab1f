/**
 * The datasets there are, by name: the one that is built in, and those that were imported. Which import has a name is in
 * `claims.ts`, what it made in `dataset-store.ts`; how far an import is, its job knows.
 */
import { NAME_PATTERN } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import { type Claim, createClaims } from './claims.ts';
import type { Dataset } from './dataset.ts';
import { createDatasetStore } from './dataset-store.ts';
import type { DatasetManifest } from './manifest.ts';
import { openMnist } from './mnist.ts';
import { openStored } from './stored-dataset.ts';

export interface CatalogEntry {
  readonly name: string;
  /** None for what is built in. */
  readonly claim: Claim | undefined;
  /** Undefined as long as the import has made none. */
  readonly dataset: Dataset | undefined;
}

export interface DatasetCatalog {
  /** The names that are taken, sorted: of imports that are not done, or failed, too. */
  names(): Promise<string[]>;
  /** @returns undefined where no dataset has that name, or it is not imported yet. @throws AppError ERR_DATASET_BROKEN. */
  open(name: string): Promise<Dataset | undefined>;
  /** The same, of which only what is known of it is wanted. */
  manifest(name: string): Promise<DatasetManifest | undefined>;
  /** Who has a name. @returns undefined for a free name. @throws AppError ERR_DATASET_BROKEN. */
  find(name: string): Promise<CatalogEntry | undefined>;
  /** Who has a name, and no more of it. */
  owner(name: string): Promise<Claim | undefined>;
  /** Whether it can be neither claimed nor deleted. */
  isBuiltIn(name: string): boolean;
  /**
   * Gives a name to an import.
   * @param before who had it, as `owner` told. @returns whether it is given: not if somebody else was faster.
   */
  claim(name: string, before: Claim | undefined, claim: Claim): Promise<boolean>;
  /** Frees a name. What its import made is still there, for `claim` to bring back. @returns whether it is freed. */
  release(name: string, claim: Claim): Promise<boolean>;
  /** Removes what an import made, once its name is freed or given to another. */
  remove(name: string, job: string): Promise<void>;
}

const NAME = new RegExp(NAME_PATTERN);

export function createDatasetCatalog(storage: Storage): DatasetCatalog {
  const claims = createClaims(storage);
  const store = createDatasetStore(storage);
  const builtIn = new Map<string, () => Promise<Dataset>>([['mnist', once(openMnist)]]);

  async function lastOf(name: string) {
    return NAME.test(name) && !builtIn.has(name) ? claims.last(name) : undefined;
  }

  async function owner(name: string): Promise<Claim | undefined> {
    const claim = (await lastOf(name))?.claim;
    return claim?.released ? undefined : claim;
  }

  async function find(name: string): Promise<CatalogEntry | undefined> {
    const opener = builtIn.get(name);
    if (opener) return { name, claim: undefined, dataset: await opener() };
    const claim = await owner(name);
    if (!claim) return undefined;
    const origin = { name, job: claim.job };
    const record = await store.record(origin);
    return { name, claim, dataset: record && openStored(store, origin, record) };
  }

  /** Appends to the log of a name if its last entry is still the one that is meant. */
  async function append(name: string, before: Claim | undefined, next: Claim): Promise<boolean> {
    const last = await claims.last(name);
    const current = last?.claim.released ? undefined : last?.claim;
    if (current?.job !== before?.job) return false;
    return (await claims.append(name, last, next)) !== undefined;
  }

  const open = async (name: string): Promise<Dataset | undefined> => (await find(name))?.dataset;

  return {
    async names() {
      const known = await storage.list('datasets');
      const owners = await Promise.all(known.map(owner));
      return [...builtIn.keys(), ...known.filter((_, index) => owners[index])].sort();
    },
    open,
    manifest: async (name) => (await open(name))?.manifest,
    find,
    owner,
    isBuiltIn: (name) => builtIn.has(name),
    claim: append,
    release: (name, claim) => append(name, claim, { ...claim, at: new Date().toISOString(), released: true }),
    remove: (name, job) => store.remove({ name, job }),
  };
}

/** What was opened is kept: it never changes. A failed opening is forgotten, so that the next reader tries again. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  return () => {
    opening ??= open();
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
}
