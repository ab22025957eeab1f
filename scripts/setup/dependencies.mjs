// @ts-check
/**
 * node_modules as package-lock.json wants it. Knows nothing of what the packages are.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOCKFILE = path.join(ROOT, 'package-lock.json');
/** What npm itself wrote down, as the last thing of its last install: not there after one that was interrupted. */
const INSTALLED = path.join(ROOT, 'node_modules/.package-lock.json');

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lockfile */

/** Whether node_modules has what the lockfile says, whoever installed it. Takes milliseconds: npm itself takes seconds. */
export function areDependenciesInstalled() {
  if (!existsSync(INSTALLED)) return false;
  const wanted = readLockfile(LOCKFILE);
  const installed = readLockfile(INSTALLED);
  return Object.entries(wanted.packages).every(([where, { version, optional, devOptional }]) => {
    if (where === '') return true;
    const found = installed.packages[where];
    // Optional ones are for other platforms, mostly.
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

/**
 * Installs exactly what the lockfile says.
 * @returns {Promise<string>} what was done
 * @throws {SetupError} with npm's last lines
 */
export async function installDependencies() {
  // The npm that called us, if one did. NODE_ENV=production would leave out what the tests need.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  try {
    await run([...npm, 'ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: ROOT });
  } catch (error) {
    const said = error instanceof CommandError ? error.lastLines : String(error);
    throw new SetupError(`The dependencies could not be installed. Tried: npm ci in ${ROOT}. npm said:\n${said}`);
  }
  return 'npm ci';
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function readLockfile(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
