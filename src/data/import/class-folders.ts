/**
 * The class of each file of an archive, as its folders say: `cats/1.png`, or `train/cats/1.png` where there are parts, below
 * any folder that all files have in common. Knows nothing of what the files hold.
 */
import type { OwnParts } from '../manifest.ts';
import type { ArchiveEntry } from './archive-reader.ts';
import { sortedNaturally } from './class-warnings.ts';
import { refusedData, someOf } from './refusal.ts';

export interface ClassedEntries {
  /** Where the archive brings its own. */
  readonly parts: OwnParts | undefined;
  readonly labels: readonly string[];
  /** In the order of the parts: train, validation, test. */
  readonly items: readonly ClassedEntry[];
  /** What a user should know of the parts. */
  readonly warnings: readonly string[];
}

export interface ClassedEntry {
  readonly entry: ArchiveEntry;
  readonly label: number;
}

export interface NamedEntry {
  readonly entry: ArchiveEntry;
  readonly label: string;
  readonly part: PartName | undefined;
}

type PartName = 'train' | 'validation' | 'test';
const PARTS: readonly PartName[] = ['train', 'validation', 'test'];
const PART_NAMES: Readonly<Record<string, PartName>> = {
  ...{ train: 'train', training: 'train', test: 'test', testing: 'test' },
  ...{ validation: 'validation', valid: 'validation', val: 'validation', dev: 'validation' },
};
const CLASSES_MAX = 16_384;

/**
 * @param entries sorted by path.
 * @throws AppError ERR_DATA that names files outside class folders, and classes that a part has and training has not.
 */
export function classFolders(entries: readonly ArchiveEntry[]): ClassedEntries {
  if (entries.length === 0) throw refusedData('files in class folders', 'an archive without a file');
  const split = entries.map((entry) => ({ entry, folders: entry.path.split('/').slice(0, -1) }));
  const common = commonDepth(split.map(({ folders }) => folders));
  const below = split.map(({ entry, folders }) => ({ entry, folders: folders.slice(common) }));
  const parted = isParted(below.map(({ folders }) => folders[0]));
  const outside = below.filter(({ folders }) => folders.length < (parted ? 2 : 1)).map(({ entry }) => entry.path);
  if (outside.length === entries.length)
    throw refusedData(
      'at least two class folders with files',
      `${folderWords(split[0]?.folders)}, with all files in it`,
    );
  if (outside.length > 0) throw refusedData('every file in a class folder', `outside: ${someOf(outside)}`);
  return classed(
    below.map(({ entry, folders }) => ({
      ...{ entry, label: folders[parted ? 1 : 0] as string },
      part: parted ? partOf(folders[0] as string) : undefined,
    })),
  );
}

/**
 * Numbers the classes and puts the files in the order of their parts.
 * @throws AppError ERR_DATA for fewer than two classes, and for a class that training does not have.
 */
export function classed(named: readonly NamedEntry[]): ClassedEntries {
  const hasParts = named.some(({ part }) => part !== undefined);
  const of = (part: PartName): NamedEntry[] => named.filter((each) => (each.part ?? 'train') === part);
  const train = of('train');
  const labels = sortedNaturally(new Set(train.map(({ label }) => label)));
  if (hasParts && train.length === 0) throw refusedData('a part "train"', 'none');
  const warnings = PARTS.slice(1).flatMap((part) => compareClasses(part, of(part), labels));
  if (labels.length < 2)
    throw refusedData('at least two classes', labels.length === 1 ? `one, ${someOf(labels)}` : 'none');
  if (labels.length > CLASSES_MAX) throw refusedData(`at most ${CLASSES_MAX} classes`, String(labels.length));
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const ordered = PARTS.flatMap(of);
  return {
    parts: hasParts ? partsOf(train.length, of('validation').length, of('test').length) : undefined,
    labels,
    items: ordered.map(({ entry, label }) => ({ entry, label: numbers.get(label) as number })),
    warnings,
  };
}

/** The part that a name in an archive means, if any. */
export function partOf(name: string): PartName | undefined {
  const lower = name.trim().toLowerCase();
  return Object.hasOwn(PART_NAMES, lower) ? PART_NAMES[lower] : undefined;
}

function compareClasses(part: PartName, files: readonly NamedEntry[], labels: readonly string[]): string[] {
  if (files.length === 0) return [];
  const seen = new Set(files.map(({ label }) => label));
  const known = new Set(labels);
  const strange = sortedNaturally(seen).filter((label) => !known.has(label));
  if (strange.length > 0)
    throw refusedData(
      `in "${part}" only classes that "train" has too`,
      `${someOf(strange)}, without a file in "train"`,
    );
  const lacking = labels.filter((label) => !seen.has(label));
  return lacking.length > 0 ? [`The part "${part}" has no file of the classes ${someOf(lacking)}.`] : [];
}

function partsOf(train: number, validation: number, test: number): OwnParts {
  return { train, ...(validation > 0 && { validation }), ...(test > 0 && { test }) };
}

/** Parts, where each of the uppermost folders is named as one. */
function isParted(uppermost: readonly (string | undefined)[]): boolean {
  const names = [...new Set(uppermost)];
  const parts = names.map((name) => (name === undefined ? undefined : partOf(name)));
  if (parts.every((part) => part === undefined)) return false;
  if (parts.every((part) => part !== undefined)) return true;
  if (!parts.includes('train') || parts.length > PARTS.length + 1) return false;
  const strange = names.filter((_, index) => parts[index] === undefined).map((name) => name ?? 'files beside them');
  throw refusedData('folders of parts ("train", "validation", "test") or of classes', `both: ${someOf(strange)}`);
}

/** How many folders all files have in common. */
function commonDepth(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  let depth = first.length;
  for (const path of folders) {
    let same = 0;
    while (same < depth && path[same] === first[same]) same++;
    depth = same;
  }
  return depth;
}

function folderWords(folders: readonly string[] = []): string {
  return folders.length > 0 ? `one folder, ${JSON.stringify(folders.join('/'))}` : 'none';
}
