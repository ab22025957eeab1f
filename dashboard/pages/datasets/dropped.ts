/**
 * What was dropped or chosen, as files to send: folders with all that lies in them become one ZIP, since the folders are the classes.
 * Knows nothing of datasets.
 */

/** A file, and where it lay in what was dropped: `shapes/circle/1.png`. */
export interface Placed {
  readonly path: string;
  readonly file: File;
}

/** A service takes so many in one archive. */
const FILES_MAX = 2_000_000;
/** What systems put beside files of their own accord. */
const HIDDEN = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$)/;

/** Of a drop, all that lies in its folders, too. Has to be called while the event is handled: later there is nothing in it. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly Placed[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.length === 0) return placedFiles([...files]);
  const found: Placed[] = [];
  for (const entry of entries) await gather(entry, found);
  return found;
}

/** Of a choice. */
export function placedFiles(files: readonly File[]): readonly Placed[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** @returns files that lay in no folder as they are, and all others as one archive. */
export async function packed(placed: readonly Placed[]): Promise<readonly File[]> {
  const seen = placed.filter(({ path }) => !HIDDEN.test(path));
  const loose = seen.filter(({ path }) => !path.includes('/')).map(({ file }) => file);
  const foldered = seen.filter(({ path }) => path.includes('/'));
  if (foldered.length === 0) return loose;
  const roots = new Set(foldered.map(({ path }) => path.split('/')[0]));
  // Of a single folder, what lies in it: its name is that of the whole. Of several, each is a class.
  const isWhole = roots.size === 1 && foldered.some(({ path }) => path.split('/').length > 2);
  const { downloadZip } = await import('client-zip');
  const entries = foldered.map(({ path, file }) => ({
    input: file,
    name: isWhole ? path.slice(path.indexOf('/') + 1) : path,
  }));
  const archive = await downloadZip(entries).blob();
  const name = `${roots.size === 1 ? [...roots][0] : 'folders'}.zip`;
  return [...loose, new File([archive], name, { type: 'application/zip' })];
}

async function gather(entry: FileSystemEntry, into: Placed[]): Promise<void> {
  if (into.length >= FILES_MAX) throw new Error(`Expected at most ${FILES_MAX} files. Received: more.`);
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A browser tells of a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await gather(each, into);
  }
}
