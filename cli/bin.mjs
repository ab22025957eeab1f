#!/usr/bin/env node
// @ts-check
/**
 * The command `epochd`. The sources are TypeScript: they are bundled once, in some 50 ms, into node_modules and run from there
 * until one of them changes, because translating them at each start would take longer than most commands. Where that folder
 * cannot be written to, they are translated as they are loaded.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MIN = { major: 20, minor: 19 };
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = path.join(ROOT, 'node_modules/.epochd/cli');
const UNUSED_AFTER_MS = 24 * 60 * 60 * 1000;

expectNode();
try {
  const { main } = await import(pathToFileURL(await provideProgram()).href);
  process.exitCode = await main(process.argv.slice(2), ROOT);
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  fail(
    `Expected the packages of ${ROOT}. Received: ${/** @type {Error} */ (error).message}\nRun "npm run setup" there.`,
  );
}

/** @returns {Promise<string>} the file to import */
async function provideProgram() {
  const bundle = path.join(CACHE, `${fingerprint()}.mjs`);
  if (existsSync(bundle)) return bundle;
  const begun = `${bundle}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    const { build } = await import('esbuild');
    await build({
      ...{ entryPoints: [path.join(ROOT, 'cli/main.ts')], absWorkingDir: ROOT, outfile: begun },
      ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' },
    });
    renameSync(begun, bundle);
    removeUnused(bundle);
    return bundle;
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(String(/** @type {NodeJS.ErrnoException} */ (error).code)))
      throw error;
    (await import('tsx/esm/api')).register();
    return path.join(ROOT, 'cli/main.ts');
  } finally {
    rmSync(begun, { force: true });
  }
}

/** What the bundle is made of: each source by its name, size and time. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of ['cli', 'client']) {
    const names = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => /\.m?ts$|\.mjs$/.test(each)).sort()) {
      const { size, mtimeMs } = statSync(path.join(ROOT, folder, name));
      hash.update(`${folder}/${name}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Another process may be about to load a bundle of a minute ago. @param {string} current */
function removeUnused(current) {
  for (const name of readdirSync(CACHE)) {
    const file = path.join(CACHE, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (file !== current && stats && Date.now() - stats.mtimeMs > UNUSED_AFTER_MS) rmSync(file, { force: true });
  }
}

function expectNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor)) return;
  const expected = `Expected Node ${NODE_MIN.major}.${NODE_MIN.minor} or newer.`;
  fail(`${expected} Received: ${process.versions.node}. Install Node 22 or 24 and run this again.`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
