// @ts-check
/**
 * The cache outside node_modules, shared by all checkouts of one user. An entry is complete or absent: it is built
 * in a folder beside it and renamed. Knows nothing of what the entries hold.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onInterruption } from './interruption.mjs';
import { isLocked, withLock } from './lock.mjs';
import { SetupError } from './setup-error.mjs';

const BUILDING = '.building-';

/** Where the cache lives: `EPOCHD_CACHE_DIR`, else the user's cache folder. */
export function cacheDir(env = process.env) {
  if (env.EPOCHD_CACHE_DIR) return path.resolve(env.EPOCHD_CACHE_DIR);
  return path.join(path.resolve(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache')), 'epochd');
}

/**
 * What an entry is: its name, which tells everything its content depends on, and files that it must have.
 * @typedef {{ name: string, files: readonly string[] }} Entry
 */

/**
 * The entry's folder, if it is there and whole.
 * @param {Entry} entry
 * @returns {string | undefined}
 */
export function findEntry({ name, files }) {
  const dir = path.join(cacheDir(), name);
  return files.every((file) => existsSync(path.join(dir, file))) ? dir : undefined;
}

/**
 * The entry's folder; builds it first if it is absent or has lost a file. If another process builds it, waits for that.
 * @param {Entry} entry
 * @param {(folder: string) => Promise<void>} build fills the folder that becomes the entry
 * @param {(text: string) => void} note told when there is something to wait for
 * @returns {Promise<string>}
 */
export async function provideEntry(entry, build, note) {
  const dir = path.join(cacheDir(), entry.name);
  try {
    mkdirSync(cacheDir(), { recursive: true });
  } catch (error) {
    throw new SetupError(
      `Cannot write to the cache folder: ${/** @type {Error} */ (error).message}. Set EPOCHD_CACHE_DIR to a folder that can be written to.`,
    );
  }
  const lock = `${dir}.lock`;
  const onWait = (/** @type {{ pid: number }} */ { pid }) =>
    note(`waiting for process ${pid}, which is making the same`);
  return withLock(
    lock,
    async () => {
      sweep(lock);
      return findEntry(entry) ?? buildBeside(dir, build);
    },
    { onWait },
  );
}

/**
 * @param {string} dir
 * @param {(folder: string) => Promise<void>} build
 */
async function buildBeside(dir, build) {
  const building = mkdtempSync(`${dir}${BUILDING}`);
  const remove = () => rmSync(building, { recursive: true, force: true });
  const forget = onInterruption(remove);
  try {
    await build(building);
    // mkdtemp makes it private; in an image another user than the builder reads it.
    chmodSync(building, 0o777 & ~process.umask());
    rmSync(dir, { recursive: true, force: true });
    renameSync(building, dir);
    return dir;
  } finally {
    forget();
    remove();
  }
}

/**
 * Removes what killed runs left: their folders have no living lock beside them, or the one that we now hold.
 * @param {string} ownLock
 */
function sweep(ownLock) {
  for (const name of readdirSync(cacheDir())) {
    const [entry, ending] = name.split(BUILDING);
    if (ending === undefined) continue;
    const lock = path.join(cacheDir(), `${entry}.lock`);
    if (lock === ownLock || !isLocked(lock)) rmSync(path.join(cacheDir(), name), { recursive: true, force: true });
  }
}
