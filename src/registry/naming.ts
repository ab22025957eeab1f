/**
 * What aliases point at, and what is removed because none does. Removing looks for aliases before and after, and pointing an
 * alias looks for the version before and after: whichever comes second sees the other.
 */
import { AppError } from '../errors.ts';
import type { AliasAuthor, AliasEntry, Aliases } from './aliases.ts';
import { type Division, divisionOf, versionsOf } from './division.ts';
import type { VersionReference } from './manifest.ts';

export interface AliasTarget {
  readonly model: string;
  readonly alias: string;
  /** Null: nothing. */
  readonly division: Division | null;
}

export interface Naming {
  /**
   * Moves an alias to a version, with others that are tried out, or makes it; removes it where there is no division.
   * @param revision of the alias, from which it is moved: 0 where it must not be there; unset: from wherever it is.
   * @throws AppError ERR_NOT_FOUND if there is no such version or alias, ERR_PRECONDITION if it is at another revision.
   */
  point(target: AliasTarget, by: AliasAuthor, revision?: number): Promise<AliasEntry>;
  /** Removes a version for good. @throws AppError ERR_NOT_FOUND, ERR_VERSION_NEEDED while an alias points at it. */
  remove(reference: VersionReference): Promise<void>;
}

/** The versions themselves. */
export interface NamedVersions {
  exists(reference: VersionReference): Promise<boolean>;
  /** Takes a version away, so that it can be put back, or forgotten with all that belongs to it. */
  take(reference: VersionReference): Promise<{ putBack(): Promise<void>; forget(): Promise<void> }>;
}

export function createNaming(aliases: Aliases, versions: NamedVersions): Naming {
  /** @throws AppError ERR_NOT_FOUND. */
  async function expectVersion(reference: VersionReference): Promise<void> {
    if (await versions.exists(reference)) return;
    const { model, version } = reference;
    throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
  }

  /** @throws AppError ERR_VERSION_NEEDED. */
  async function expectNotNamed({ model, version }: VersionReference): Promise<void> {
    const all = Object.entries(await aliases.all(model));
    const names = all.flatMap(([name, target]) => (versionsOf(target).includes(version) ? name : []));
    if (names.length === 0) return;
    const detail = `Expected a version that no alias points at. Received: version ${version}, which is part of ${names.join(', ')}.`;
    throw new AppError('ERR_VERSION_NEEDED', detail);
  }

  return {
    async point({ model, alias, division }, by, revision) {
      if (!division) return aliases.move(model, alias, null, by, revision);
      const expectAll = async (): Promise<void> => {
        for (const version of versionsOf(division)) await expectVersion({ model, version });
      };
      await expectAll();
      const before = await aliases.get(model, alias);
      const entry = await aliases.move(model, alias, division, by, revision);
      try {
        await expectAll();
      } catch (error) {
        // One was removed meanwhile: the alias goes back, unless somebody moved it on.
        await aliases.move(model, alias, before ? divisionOf(before) : null, by, entry.revision).catch(() => undefined);
        throw error;
      }
      return entry;
    },
    async remove(reference) {
      await expectVersion(reference);
      await expectNotNamed(reference);
      const taken = await versions.take(reference);
      try {
        await expectNotNamed(reference);
      } catch (error) {
        await taken.putBack();
        throw error;
      }
      await taken.forget();
    },
  };
}
