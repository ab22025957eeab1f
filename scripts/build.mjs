// @ts-check
/**
 * `npm run build`: src as plain JavaScript in dist, for `node dist/api/main.js` without tsx. Whatever else src holds
 * (pages, CommonJS) is copied. The folders keep their depth, so relative paths to the project's root stay true.
 */
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CommandError, run } from './setup/command.mjs';
import { step } from './setup/report.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const SOURCE = path.join(ROOT, 'src');
const TARGET = path.join(ROOT, 'dist');

try {
  await step('build', build);
} catch (error) {
  process.stderr.write(`${error instanceof CommandError ? error.output : /** @type {Error} */ (error).stack}\n`);
  process.exitCode = 1;
}

async function build() {
  rmSync(TARGET, { recursive: true, force: true });
  await run([process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
  });
  cpSync(SOURCE, TARGET, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  return 'tsc to dist';
}
