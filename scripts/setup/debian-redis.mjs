// @ts-check
/**
 * A Redis server out of Debian's packages, unpacked without root and started with its libraries beside it.
 * Knows nothing of the other sources of a server.
 */
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, run } from './command.mjs';
import { DEBIAN_REDIS_PACKAGES, PLATFORM } from './pins.mjs';
import { recipeHash } from './recipe.mjs';

/** @type {import('./cache.mjs').Entry} */
export const DEBIAN_ENTRY = {
  name: `debian-redis-${PLATFORM}-${recipeHash(DEBIAN_REDIS_PACKAGES)}`,
  files: ['redis-server', 'unpacked/usr/bin/redis-server'],
};

/** Finds its own folder, so that the cache can be moved; exec keeps the pid, so that signals reach the server. */
const WRAPPER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries=$(echo "$here"/unpacked/usr/lib/*-linux-gnu*)
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/unpacked/usr/bin/redis-server" "$@"
`;

/**
 * Fills a folder with the server and a wrapper that starts it.
 * @param {string} folder
 * @throws when this is no Debian, or its package lists do not have the packages
 */
export async function unpackDebianRedis(folder) {
  if (!findOnPath('apt-get') || !findOnPath('dpkg')) throw new Error("Debian's packages: there is no apt-get here.");
  try {
    await run(['apt-get', 'download', ...DEBIAN_REDIS_PACKAGES], { cwd: folder });
  } catch (error) {
    const said = /** @type {import('./command.mjs').CommandError} */ (error).lastLines.split('\n').at(-1);
    throw new Error(`Debian's packages (apt-get download; 'apt-get update' may be needed first): ${said}`);
  }
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb'))) {
    await run(['dpkg', '-x', path.join(folder, name), path.join(folder, 'unpacked')]);
  }
  const wrapper = path.join(folder, 'redis-server');
  writeFileSync(wrapper, WRAPPER);
  chmodSync(wrapper, 0o755);
}
