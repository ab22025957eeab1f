// @ts-check
/**
 * `npm test`: the static checks, then every test, or only those named as arguments. The last line is always
 * `N passed, N failed`. All is compiled first, so that neither the tests nor the services that they start have to translate their
 * sources. Knows nothing of what the tests need: the set-up has run before.
 * The files are listed here: node's own runner expands no globs on Node 20, and for a folder it runs no test at
 * all and ends with exit code 0. For the same reason a run without a single test fails.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compile, compiledPathOf } from './compile.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const TESTS = 'test';
/** What tests run, and what that imports. */
const FOLDERS = ['src', 'client', 'scripts/client', TESTS];
/** Flow tests train networks: more at once than this, and they time each other out. */
const CONCURRENCY_MAX = 2;
/** Node applies it to a whole file too. Tests that should be quicker say so themselves. */
const TIMEOUT_MS = 10 * 60_000;

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;

/** @param {string[]} args files or folders below test, and options of node's test runner */
async function main(args) {
  const wished = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const files = listTests(wished);
  const checked = wished.length > 0 || (await (await import('./static-checks.mjs')).runStaticChecks());
  const counts = files.length > 0 ? await runTests(files, options) : { passed: 0, failed: 0, skipped: 0, code: 1 };
  if (!checked) process.stdout.write('The static checks failed: what they found stands above the tests.\n');
  if (counts.passed + counts.failed === 0) process.stdout.write('No test ran.\n');
  if (counts.skipped > 0) process.stdout.write(`Skipped: ${counts.skipped}\n`);
  const failed = counts.failed + (checked ? 0 : 1);
  process.stdout.write(`${counts.passed} passed, ${failed} failed\n`);
  return counts.code === 0 && failed === 0 && counts.passed > 0;
}

/** @param {string[]} wished paths from the project's root; none: all */
function listTests(wished) {
  const all = readdirSync(path.join(ROOT, TESTS), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(TESTS, name))
    .sort();
  if (wished.length === 0) return all;
  const prefixes = wished.map((name) => path.relative(ROOT, path.resolve(name)));
  return all.filter((file) => prefixes.some((prefix) => file === prefix || file.startsWith(`${prefix}/`)));
}

/**
 * @param {string[]} files
 * @param {string[]} options
 * @returns {Promise<{ passed: number, failed: number, skipped: number, code: number }>}
 */
async function runTests(files, options) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'epochd-test-'));
  const result = path.join(folder, 'counts.json');
  const concurrency = Math.min(CONCURRENCY_MAX, os.availableParallelism());
  // The maps make errors tell the lines of the sources.
  const runner = [
    '--enable-source-maps',
    '--test',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${TIMEOUT_MS}`,
  ];
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...[`--test-reporter=${path.join(ROOT, 'scripts/test-counts.mjs')}`, `--test-reporter-destination=${result}`],
  ];
  try {
    await compile(FOLDERS);
    const code = await spawnNode([...runner, ...reporters, ...options, ...files.map(compiledPathOf)]);
    return { ...JSON.parse(readFileSync(result, 'utf8')), code };
  } catch (error) {
    process.stderr.write(`The test runner ended without a result: ${/** @type {Error} */ (error).message}\n`);
    return { passed: 0, failed: 1, skipped: 0, code: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function spawnNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
