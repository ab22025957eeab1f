// @ts-check
/** What can be checked without running anything: types, lint, format. Knows nothing of the tests. */
import path from 'node:path';
import { CommandError, run } from './setup/command.mjs';
import { step } from './setup/report.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'node_modules/.bin');

/** @type {[name: string, command: string[]][]} */
const CHECKS = [
  ['types', ['tsc', '--noEmit']],
  ['types of the dashboard', ['tsc', '--noEmit', '-p', 'dashboard']],
  ['lint and format', ['biome', 'check', '--error-on-warnings', '--max-diagnostics=100']],
];

/**
 * Runs all checks at once and shows in full what they find.
 * @returns {Promise<boolean>} whether they found nothing
 */
export async function runStaticChecks() {
  const results = await Promise.all(CHECKS.map(([name, command]) => runCheck(name, command)));
  return results.every((passed) => passed);
}

/**
 * @param {string} name
 * @param {string[]} command
 */
async function runCheck(name, [program = '', ...args]) {
  // Steps that run at the same time must not redraw each other's line.
  const out = { write: (/** @type {string} */ text) => process.stderr.write(text) };
  try {
    await step(
      name,
      async () => {
        await run([path.join(BIN, program), ...args], { cwd: ROOT });
        return program;
      },
      out,
    );
    return true;
  } catch (error) {
    process.stderr.write(`${error instanceof CommandError ? error.output : /** @type {Error} */ (error).stack}\n`);
    return false;
  }
}
