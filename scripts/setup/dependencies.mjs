// @ts-check
/**
 * node_modules as package-lock.json wants it. Knows nothing of what the packages are.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOCKFILE = path.join(ROOT, 'package-lock.json');
/** What npm itself wrote down after its last install. */
const INSTALLED = path.join(ROOT, 'node_modules/.package-lock.json');
/** Inside node_modules, so that whoever removes the one removes the other. */
const STAMP = path.join(ROOT, 'node_modules/.epochd/package-lock.sha256');

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lockfile */

/** Whether node_modules is what the lockfile says. Also when npm was called by hand: then it is noted for next time. */
export function areDependenciesInstalled() {
  const digest = lockfileDigest();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return true;
  if (!existsSync(INSTALLED) || !isEveryPackageInstalled()) return false;
  stamp(digest);
  return true;
}

/**
 * Installs exactly what the lockfile says.
 * @returns {Promise<string>} what was done
 * @throws {SetupError} with npm's last lines
 */
export async function installDependencies() {
  const digest = lockfileDigest();
  // The npm that called us, if one did. NODE_ENV=production would leave out what the tests need.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  try {
    await run([...npm, 'ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: ROOT });
  } catch (error) {
    const said = error instanceof CommandError ? error.lastLines : String(error);
    throw new SetupError(`The dependencies could not be installed. Tried: npm ci in ${ROOT}. npm said:\n${said}`);
  }
  stamp(digest);
  return 'npm ci';
}

function isEveryPackageInstalled() {
  const wanted = readLockfile(LOCKFILE);
  const installed = readLockfile(INSTALLED);
  return Object.entries(wanted.packages).every(([where, { version, optional, devOptional }]) => {
    if (where === '') return true;
    const found = installed.packages[where];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function readLockfile(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function lockfileDigest() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}

/** @param {string} digest */
function stamp(digest) {
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, digest);
}
