/**
 * A Python that has the peers we measure ourselves against: a virtual environment in the cache, made once by pip with
 * pinned versions. Knows nothing of what is measured.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { provideEntry } from '../../scripts/setup/cache.mjs';
import { run } from '../../scripts/setup/command.mjs';

export type PeersPython = { readonly python: string } | { readonly missing: string };

const PACKAGES = ['keras==3.15.1', 'tensorflow-cpu==2.21.0'];
const HASH_CHARACTERS = 12;

/**
 * Provides the Python: `EPOCHD_PEERS_PYTHON` if that is set, else the cached environment, made if it is absent
 * (a minute or two, 1.5 GB).
 * @returns why there is none, where pip cannot reach the packages or Python is missing.
 */
export async function providePeersPython(): Promise<PeersPython> {
  const given = process.env.EPOCHD_PEERS_PYTHON;
  if (given) return { python: given };
  const hash = createHash('sha256').update(PACKAGES.join(' ')).digest('hex').slice(0, HASH_CHARACTERS);
  const entry = { name: `peers-${hash}`, files: ['bin/python', 'pyvenv.cfg'] };
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const folder = await provideEntry(entry, build, note);
    return { python: path.join(folder, 'bin/python') };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** The environment is moved once it is complete: its python stays whole, its other scripts are called by `-m`. */
async function build(folder: string): Promise<void> {
  process.stderr.write(`installing the peers by pip: ${PACKAGES.join(', ')}\n`);
  await run(['python3', '-m', 'venv', folder]);
  await run([path.join(folder, 'bin/python'), '-m', 'pip', 'install', '-q', '--no-cache-dir', ...PACKAGES]);
}
