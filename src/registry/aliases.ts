/**
 * Aliases: movable names for a version, such as `production`. Who points where is a log for each alias: its last entry
 * counts, the ones before are the history.
 *
 * DESIGN Entry after entry under rising numbers (`models/digits/aliases/production/7.json`), each written by `putIfAbsent`:
 * of several that move an alias at once one writes the next number, and the number is the ETag that `If-Match` names.
 */
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import type { Division } from './division.ts';

/** What an alias was made to point at, and which others are tried out; a version of null: it was removed. */
export type AliasEntry = EntryOf<Division | { readonly version: null }>;
/** One that points at something. */
export type PointingEntry = EntryOf<Division>;

type EntryOf<D> = D & {
  /** Of the alias, rising: what a change may be bound to. */
  readonly revision: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Of whoever moved it: which request, with which key, and what for. */
  readonly by: AliasAuthor;
};

export interface AliasAuthor {
  readonly requestId: string;
  /** The first characters of the digest of the API key. */
  readonly key?: string;
  readonly reason?: string;
}

export interface Aliases {
  /** Where an alias points; undefined where there is none. */
  get(model: string, alias: string): Promise<PointingEntry | undefined>;
  /** All of a model, by name. */
  all(model: string): Promise<Record<string, PointingEntry>>;
  /** Of an alias, newest first; empty where there never was one. */
  history(model: string, alias: string): Promise<AliasEntry[]>;
  /**
   * Moves or removes.
   * @param division null to remove.
   * @param revision from which it is moved: 0 where it must not be there; unset: from wherever it is.
   * @throws AppError ERR_PRECONDITION if it is at another revision, ERR_NOT_FOUND if what is to be removed is not there.
   */
  move(
    model: string,
    alias: string,
    division: Division | null,
    by: AliasAuthor,
    revision?: number,
  ): Promise<AliasEntry>;
}

/** Of the history; what is older is forgotten. */
const ENTRIES_MAX = 1000;
const ENTRY_NAME = /^([1-9]\d{0,14})\.json$/;

export function createAliases(storage: Storage): Aliases {
  const folder = (model: string): string => `models/${model}/aliases`;
  const entryKey = (model: string, alias: string, revision: number): string =>
    `${folder(model)}/${alias}/${revision}.json`;

  /** Rising. */
  async function revisions(model: string, alias: string): Promise<number[]> {
    const names = await storage.list(`${folder(model)}/${alias}`);
    return names
      .flatMap((name) => ENTRY_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  async function read(model: string, alias: string, revision: number): Promise<AliasEntry | undefined> {
    const bytes = await storage.get(entryKey(model, alias, revision));
    return bytes && (JSON.parse(bytes.toString('utf8')) as AliasEntry);
  }

  async function last(model: string, alias: string): Promise<AliasEntry | undefined> {
    const revision = (await revisions(model, alias)).at(-1);
    return revision === undefined ? undefined : read(model, alias, revision);
  }

  async function get(model: string, alias: string): ReturnType<Aliases['get']> {
    const entry = await last(model, alias);
    return entry && isPointing(entry) ? entry : undefined;
  }

  return {
    get,
    async all(model) {
      const names = await storage.list(folder(model));
      const entries = await Promise.all(names.map(async (name) => [name, await get(model, name)] as const));
      return Object.fromEntries(entries.filter((entry): entry is [string, PointingEntry] => entry[1] !== undefined));
    },
    async history(model, alias) {
      const entries = await Promise.all((await revisions(model, alias)).map((each) => read(model, alias, each)));
      return entries.filter((entry): entry is AliasEntry => entry !== undefined).reverse();
    },
    async move(model, alias, division, by, expected) {
      for (;;) {
        const known = await revisions(model, alias);
        const before = await last(model, alias);
        const there = before && isPointing(before) ? before.revision : 0;
        if (division === null && there === 0) throw noAlias(model, alias);
        if (expected !== undefined && expected !== there) throw elsewhere(alias, expected, there);
        const revision = (known.at(-1) ?? 0) + 1;
        const entry: AliasEntry = { ...(division ?? { version: null }), revision, at: new Date().toISOString(), by };
        if (!(await storage.putIfAbsent(entryKey(model, alias, revision), JSON.stringify(entry)))) continue;
        for (const old of known.slice(0, Math.max(0, known.length + 1 - ENTRIES_MAX)))
          await storage.delete(entryKey(model, alias, old));
        return entry;
      }
    },
  };
}

function isPointing(entry: AliasEntry): entry is PointingEntry {
  return entry.version !== null;
}

export function noAlias(model: string, alias: string): AppError {
  return new AppError('ERR_NOT_FOUND', `Expected an alias of model "${model}". Received: "${alias}", which is none.`);
}

function elsewhere(alias: string, expected: number, there: number): AppError {
  const words = (revision: number): string => (revision === 0 ? 'none' : `revision ${revision}`);
  const detail = `Expected the alias "${alias}" at ${words(expected)}. Received: ${words(there)}; somebody moved it.`;
  return new AppError('ERR_PRECONDITION', detail);
}
