/**
 * The class of each file of an archive: as a `labels.csv` beside the files says, or else as their folders say. Knows nothing of
 * what the files hold.
 */
import { parse } from 'csv-parse/sync';
import { messageOf } from '../../errors.ts';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import { type ClassedEntries, classed, classFolders, type NamedEntry, partOf } from './class-folders.ts';
import { refusedData, someOf } from './refusal.ts';

const LABELS_FILE = /(^|\/)(labels|metadata|annotations)\.csv$/i;
const LABELS_BYTES_MAX = 64 * 2 ** 20;
/** Texts for people, which say nothing of a class. */
const FOR_READERS = /(^|\/)(readme|licen[sc]e|copying|changelog)(\.[a-z]+)?$/i;
const FILE_COLUMNS = ['file', 'filename', 'file_name', 'path', 'image', 'picture', 'sound', 'audio', 'name'];
const LABEL_COLUMNS = ['label', 'class', 'category', 'target'];
const PART_COLUMNS = ['part', 'split', 'subset', 'fold', 'set'];

/** The files of an archive that are data, with neither the list of labels nor texts for people. */
export function dataEntries(archive: Archive): ArchiveEntry[] {
  return archive.entries.filter(({ path }) => !LABELS_FILE.test(path) && !FOR_READERS.test(path));
}

/**
 * @throws AppError ERR_DATA as `classFolders` does, for a class folder without a file, and for a list of labels that does not
 * name each file once; it names the row.
 */
export async function classedEntries(archive: Archive): Promise<ClassedEntries> {
  const lists = archive.entries.filter(({ path }) => LABELS_FILE.test(path));
  const [list] = lists;
  if (lists.length > 1) throw refusedData('one list of labels', someOf(lists.map(({ path }) => path)));
  const entries = dataEntries(archive);
  if (!list) {
    const empty = archive.emptyFolders ?? [];
    if (empty.length > 0) throw refusedData('files in every folder', `none in ${someOf(empty)}`);
    return classFolders(entries);
  }
  if (list.bytes > LABELS_BYTES_MAX) throw refusedData(`at most ${LABELS_BYTES_MAX} bytes of labels`, `${list.bytes}`);
  return classed(namedEntries(list.path, await archive.read(list), entries));
}

function namedEntries(list: string, bytes: Buffer, entries: readonly ArchiveEntry[]): NamedEntry[] {
  const [header = [], ...rows] = readRows(list, bytes);
  const names = header.map((name) => name.trim().toLowerCase());
  const column = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const [file, label, part] = [column(FILE_COLUMNS), column(LABEL_COLUMNS), column(PART_COLUMNS)];
  if (file < 0 || label < 0) throw refusedData(`columns "file" and "label" in "${list}"`, someOf(header, 8) || 'none');
  const find = finder(list, entries);
  const taken = new Set<ArchiveEntry>();
  const named = rows.map((row, index) => {
    const where = `in row ${index + 1} of "${list}"`;
    const entry = find(row[file] ?? '');
    const text = row[label]?.trim() ?? '';
    if (!entry) throw refusedData(`a file of the archive ${where}`, JSON.stringify(row[file] ?? ''));
    if (taken.has(entry)) throw refusedData(`each file once ${where}`, `"${entry.path}" again`);
    if (text === '') throw refusedData(`a label ${where}`, 'none');
    taken.add(entry);
    return { entry, label: text, part: part < 0 ? undefined : readPart(row[part] ?? '', where) };
  });
  const rest = entries.filter((entry) => !taken.has(entry)).map(({ path }) => path);
  if (rest.length > 0) throw refusedData(`a label for every file in "${list}"`, `none for ${someOf(rest)}`);
  return named;
}

function readRows(list: string, bytes: Buffer): string[][] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parse(text, { skip_empty_lines: true, max_record_size: 65_536 });
  } catch (error) {
    throw refusedData(`comma-separated values in UTF-8 in "${list}"`, messageOf(error), error);
  }
}

function readPart(text: string, where: string): 'train' | 'validation' | 'test' {
  const part = partOf(text);
  if (!part) throw refusedData(`"train", "validation" or "test" ${where}`, JSON.stringify(text));
  return part;
}

/** By the path from the list's folder, from the archive's root, or by a name that no other file has. */
function finder(list: string, entries: readonly ArchiveEntry[]): (name: string) => ArchiveEntry | undefined {
  const folder = list.slice(0, list.lastIndexOf('/') + 1);
  const paths = new Map(entries.map((entry) => [entry.path, entry]));
  const names = new Map<string, ArchiveEntry | undefined>();
  for (const entry of entries) {
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    names.set(name, names.has(name) ? undefined : entry);
  }
  return (given) => {
    const path = given.trim().normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');
    return paths.get(folder + path) ?? paths.get(path) ?? names.get(path);
  };
}
