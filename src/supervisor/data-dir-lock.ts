/**
 * One supervisor for one data folder: two Redis servers on the same append-only file would destroy it.
 * Knows nothing of Redis.
 *
 * DESIGN. The lock is a file that names its owner, put in place whole by link(2), which fails if it is there. A pid
 * alone would lie after a reboot or in a container, so where /proc tells it, the owner's time of birth stands beside
 * it. A dead owner's lock is renamed away first: of several that find it stale, one gets it.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Owner {
  readonly pid: number;
  readonly birth: string;
  readonly nonce: string;
}

const TRIES_MAX = 20;

/**
 * Takes the lock.
 * @returns what gives it back.
 * @throws Error that names the process that has it.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'service.lock');
  const self: Owner = { pid: process.pid, birth: birthOf(process.pid), nonce: randomUUID() };
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (tryCreate(file, self)) return () => release(file, self);
    const owner = readOwner(file);
    if (owner && isAlive(owner)) {
      throw new Error(
        `Another epochd (process ${owner.pid}) is running on ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
      );
    }
    if (owner) removeStale(file, owner);
  }
  throw new Error(`Expected to lock ${dataDir}. Received: ${file} keeps changing hands.`);
}

function tryCreate(file: string, self: Owner): boolean {
  const own = `${file}.${self.nonce}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function release(file: string, self: Owner): void {
  if (readOwner(file)?.nonce === self.nonce) rmSync(file, { force: true });
}

function removeStale(file: string, stale: Owner): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    // Somebody was quicker, and this is their lock: give it back.
    if (readOwner(aside)?.nonce !== stale.nonce) linkSync(aside, file);
  } catch {
    // Gone meanwhile: the next try sees what is there.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readOwner(file: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Owner;
  } catch {
    // Damaged, by a full disk or a power cut: nobody's.
    return { pid: 0, birth: '', nonce: '' };
  }
}

function isAlive({ pid, birth }: Owner): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return birthOf(pid) === birth;
}

/** When a process was born, in ticks since a boot that is named too; empty where the system does not tell. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the command, in brackets, may hold spaces: what follows it is counted. Field 22 is the time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${fields[19] ?? ''}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return '';
  }
}
