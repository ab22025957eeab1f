// @ts-check
/**
 * A lock between processes: one works, the others wait until it has finished or died. Knows nothing of the work.
 *
 * DESIGN. The lock is a file that names its owner (pid, time of birth, host), put in place whole by link(2), which
 * fails if it is there. A waiter takes it over when the owner is dead; when the owner's host is another (a cache on
 * a shared volume), when the owner's heartbeat, a touch each second, has not moved for a minute of the waiter's own
 * clock. A stale lock is renamed away before it is removed, so that of several waiters one removes it. The lock
 * saves work; that an entry of the cache is complete or absent does not rest on it.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterruption } from './interruption.mjs';
import { isAlive, thisProcess } from './process-identity.mjs';
import { SetupError } from './setup-error.mjs';

/** @typedef {import('./process-identity.mjs').ProcessIdentity & { nonce: string }} Owner */

const POLL_MS = 200;
const HEARTBEAT_MS = 1000;
const SILENT_MS_MAX = 60_000;
const WAIT_MS_MAX = 45 * 60_000;

/**
 * Does `work` while holding the lock.
 * @template T
 * @param {string} file where the lock lives; its folder is made
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (owner: Owner) => void, waitMsMax?: number }} [options] `onWait` is called once, before waiting
 * @returns {Promise<T>}
 * @throws {SetupError} when the owner has not finished after `waitMsMax` (45 minutes)
 */
export async function withLock(file, work, { onWait, waitMsMax = WAIT_MS_MAX } = {}) {
  const nonce = await acquire(file, onWait, waitMsMax);
  const release = () => {
    if (readOwner(file)?.nonce === nonce) rmSync(file, { force: true });
  };
  const forget = onInterruption(release);
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    release();
    forget();
  }
}

/**
 * Whether somebody who still runs, or may still run, holds the lock.
 * @param {string} file
 */
export function isLocked(file) {
  const owner = readOwner(file);
  return owner !== undefined && isAlive(owner) !== false;
}

/**
 * @param {string} file
 * @param {((owner: Owner) => void) | undefined} onWait
 * @param {number} waitMsMax
 * @returns {Promise<string>} the nonce by which the owner knows the lock as its own
 */
async function acquire(file, onWait, waitMsMax) {
  const nonce = randomBytes(8).toString('hex');
  const until = performance.now() + waitMsMax;
  const silence = silenceMeter(file);
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waits = 0; !tryCreate(file, nonce); waits++) {
    const owner = readOwner(file);
    if (!owner) continue;
    const alive = isAlive(owner) ?? silence() < SILENT_MS_MAX;
    if (!alive) {
      removeStale(file, owner.nonce, nonce);
      continue;
    }
    if (performance.now() > until) {
      throw new SetupError(
        `Waited ${Math.round(waitMsMax / 1000)} s for another set-up (process ${owner.pid} on ${owner.host}). End it, or remove ${file}.`,
      );
    }
    if (waits === 0) onWait?.(owner);
    await sleep(POLL_MS);
  }
  return nonce;
}

/**
 * @param {string} file
 * @param {string} nonce
 */
function tryCreate(file, nonce) {
  const own = `${file}.${nonce}`;
  writeFileSync(own, JSON.stringify({ ...thisProcess(), nonce }));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} staleNonce
 * @param {string} nonce
 */
function removeStale(file, staleNonce, nonce) {
  const aside = `${file}.${nonce}.stale`;
  try {
    renameSync(file, aside);
    // Another waiter was quicker and this is its lock: give it back.
    if (readOwner(aside)?.nonce !== staleNonce) linkSync(aside, file);
  } catch {
    // Gone or taken meanwhile: the next try sees what is there.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Owner | undefined}
 */
function readOwner(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    // Damaged, by a full disk or a power cut: nobody's, and so taken over.
    return { pid: 0, birth: '', host: os.hostname(), nonce: '' };
  }
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Taken over by somebody who thought us dead: entries of the cache stay right all the same.
  }
}

/**
 * How long the lock's heartbeat has stood still, by the caller's clock.
 * @param {string} file
 */
function silenceMeter(file) {
  let beat = 0;
  let since = performance.now();
  return () => {
    const now = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (now !== beat) since = performance.now();
    beat = now;
    return performance.now() - since;
  };
}
