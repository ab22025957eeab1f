/**
 * Storage in a folder of the file system, which several processes of one machine (or of one network volume) share.
 *
 * DESIGN A value is written to a temporary file in the same folder tree, flushed, and renamed over its place (`put`) or
 * hard-linked to it (`putIfAbsent`: link fails where the place is taken, rename would not); then the folder is flushed,
 * since a rename that only memory knows is lost with the power. Temporary files of dead writers are harmless.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf, messageOf } from '../errors.ts';
import { assertKey, type Storage } from './storage.ts';

const TEMPORARY = '.tmp';

/**
 * Opens the store in a folder, which is made if it is not there.
 * @throws AppError ERR_UNAVAILABLE from every call that the disk refuses (full, read-only, gone).
 */
export async function openFileStorage(root: string): Promise<Storage> {
  await guarded('open the store', () => fs.mkdir(path.join(root, TEMPORARY), { recursive: true }));
  const placeOf = (key: string): string => {
    assertKey(key);
    return path.join(root, key);
  };

  async function write(
    key: string,
    bytes: Uint8Array | string,
    settle: (from: string, to: string) => Promise<void>,
  ): Promise<void> {
    const place = placeOf(key);
    const temporary = path.join(root, TEMPORARY, randomUUID());
    await fs.mkdir(path.dirname(place), { recursive: true });
    try {
      await writeFlushed(temporary, bytes);
      await settle(temporary, place);
      await flushFolder(path.dirname(place));
    } finally {
      await fs.rm(temporary, { force: true });
    }
  }

  return {
    get: (key) => guarded(`read ${key}`, () => readOrUndefined(placeOf(key))),
    put: (key, bytes) => guarded(`write ${key}`, () => write(key, bytes, fs.rename)),
    putIfAbsent: (key, bytes) =>
      guarded(`write ${key}`, async () => {
        let won = false;
        await write(key, bytes, async (from, to) => {
          won = await untilTaken(fs.link(from, to));
        });
        return won;
      }),
    list: (prefix) => guarded(`list ${prefix}`, () => namesIn(placeOf(prefix))),
    delete: (key) => guarded(`delete ${key}`, () => fs.rm(placeOf(key), { force: true })),
  };
}

async function writeFlushed(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await fs.open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only the link tells that a key is taken: a folder that cannot be made has the same code. */
async function untilTaken(linked: Promise<void>): Promise<boolean> {
  try {
    await linked;
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readOrUndefined(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await fs.readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** A key below a value (`a/b` where `a` is a file) is as absent as one that was never written. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '');
}

/** Tells what the disk refused: for a client it is a service that is away, and worth another try. */
async function guarded<T>(action: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = codeOf(error);
    if (!(error instanceof Error) || !code?.startsWith('E')) throw error;
    throw new AppError(
      'ERR_UNAVAILABLE',
      `Could not ${action}: ${code === 'ENOSPC' ? 'the disk is full' : messageOf(error)}.`,
      { cause: error },
    );
  }
}
