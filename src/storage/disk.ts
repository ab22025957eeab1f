/**
 * The file system as a store needs it: writes that are flushed before they count, absence told from failure, refusals of
 * the disk told as what they are. Knows nothing of keys.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf, messageOf } from '../errors.ts';

export async function writeFlushed(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await fs.open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a file, or the names in a folder. */
export async function flush(place: string): Promise<void> {
  const handle = await fs.open(place, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file another place on this disk or on another one. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await fs.copyFile(from, to);
    await fs.rm(from);
  }
}

/** Only the link tells that a key is taken: a folder that cannot be made has the same code. */
export async function untilTaken(linked: Promise<void>): Promise<boolean> {
  try {
    await linked;
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @returns undefined where nothing is there. */
export async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** What lies below a value (`a/b` where `a` is a file) is as absent as what was never written. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '');
}

/** Tells what the disk refused: for a client it is a service that is away, and worth another try. */
export async function guarded<T>(action: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = codeOf(error);
    // Every call of the system names itself; other errors with such a code (`ECONNRESET` of a stream) are not the disk's.
    if (!(error instanceof Error) || !code?.startsWith('E') || !('syscall' in error) || code.startsWith('ECONN'))
      throw error;
    throw new AppError(
      'ERR_UNAVAILABLE',
      `Could not ${action}: ${code === 'ENOSPC' ? 'the disk is full' : messageOf(error)}.`,
      { cause: error },
    );
  }
}

/** Removes what lies in a folder and was not touched for so long, at any depth. */
export async function removeUntouched(folder: string, milliseconds: number): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    const place = path.join(folder, name);
    // Whoever comes first removes it: others find it gone.
    const touched = await unlessAbsent(lastTouched(place));
    if (touched !== undefined && Date.now() - touched > milliseconds)
      await fs.rm(place, { recursive: true, force: true });
  }
}

async function lastTouched(place: string): Promise<number> {
  const stats = await fs.lstat(place);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = await fs.readdir(place, { recursive: true, withFileTypes: true });
  const times = inside.map(async (entry) => (await fs.lstat(path.join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(stats.mtimeMs, ...(await Promise.all(times)));
}
