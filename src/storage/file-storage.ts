/**
 * Storage in a folder of the file system, which several processes of one machine (or of one network volume) share.
 *
 * DESIGN A value is written to a temporary file in the same folder tree, flushed, and renamed over its place (`put`) or
 * hard-linked to it (`putIfAbsent`: link fails where the place is taken, rename would not); then the folder is flushed,
 * since a rename that only memory knows is lost with the power. What goes, goes by a rename too. Temporary files of dead
 * writers are harmless, and are removed a day later.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { flush, guarded, moveFile, removeUntouched, unlessAbsent, untilTaken, writeFlushed } from './disk.ts';
import { receive } from './received-stream.ts';
import { assertKey, type Storage } from './storage.ts';

const TEMPORARY = '.tmp';
const TEMPORARY_KEPT_MS = 24 * 3600 * 1000;

/** Gives what was written to the first place its own. */
type Settle = (from: string, to: string) => Promise<void>;

/**
 * Opens the store in a folder, which is made if it is not there.
 * @throws AppError ERR_UNAVAILABLE from every call that the disk refuses (full, read-only, gone).
 */
export async function openFileStorage(root: string): Promise<Storage> {
  await guarded('open the store', async () => {
    await fs.mkdir(path.join(root, TEMPORARY), { recursive: true });
    await removeUntouched(path.join(root, TEMPORARY), TEMPORARY_KEPT_MS);
  });
  const placeOf = (key: string): string => {
    assertKey(key);
    return path.join(root, key);
  };

  async function write<T>(key: string, fill: (file: string) => Promise<T>, settle: Settle = fs.rename): Promise<T> {
    const place = placeOf(key);
    const temporary = path.join(root, TEMPORARY, randomUUID());
    await fs.mkdir(path.dirname(place), { recursive: true });
    try {
      const filled = await fill(temporary);
      await settle(temporary, place);
      await flush(path.dirname(place));
      return filled;
    } finally {
      await fs.rm(temporary, { force: true });
    }
  }

  return {
    get: (key) => guarded(`read ${key}`, () => unlessAbsent(fs.readFile(placeOf(key)))),
    getStream: (key, range) =>
      guarded(`read ${key}`, async () => {
        // Opened here: what is removed meanwhile is read to its end all the same.
        const handle = await unlessAbsent(fs.open(placeOf(key)));
        return handle?.createReadStream(range);
      }),
    put: (key, bytes) => guarded(`write ${key}`, () => write(key, (file) => writeFlushed(file, bytes))),
    putIfAbsent: (key, bytes) =>
      guarded(`write ${key}`, async () => {
        let won = false;
        const settle: Settle = async (from, to) => {
          won = await untilTaken(fs.link(from, to));
        };
        await write(key, (file) => writeFlushed(file, bytes), settle);
        return won;
      }),
    list: (prefix) => guarded(`list ${prefix}`, () => namesIn(placeOf(prefix))),
    delete: (key) => guarded(`delete ${key}`, () => fs.rm(placeOf(key), { force: true })),
    deleteAll: (prefix) =>
      guarded(`delete ${prefix}`, async () => {
        const gone = path.join(root, TEMPORARY, randomUUID());
        const moved = await unlessAbsent(fs.rename(placeOf(prefix), gone).then(() => true));
        if (moved) await fs.rm(gone, { recursive: true, force: true });
      }),
    putFile: (key, file) =>
      guarded(`write ${key}`, () =>
        write(key, async (temporary) => {
          await moveFile(file, temporary);
          await flush(temporary);
        }),
      ),
    putStream: (key, bytes, options) =>
      guarded(`write ${key}`, () => write(key, (file) => receive(bytes, file, options))),
    localFile: (key) =>
      guarded(`read ${key}`, async () => {
        const stats = await unlessAbsent(fs.stat(placeOf(key)));
        return stats?.isFile() ? placeOf(key) : undefined;
      }),
    makeWorkspace: () =>
      guarded('make a workspace', async () => {
        const folder = path.join(root, TEMPORARY, randomUUID());
        await fs.mkdir(folder);
        return { path: folder, remove: () => fs.rm(folder, { recursive: true, force: true }) };
      }),
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const names = (await unlessAbsent(fs.readdir(folder))) ?? [];
  return names.filter((name) => !name.startsWith('.')).sort();
}
