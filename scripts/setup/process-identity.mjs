// @ts-check
/**
 * Tells whether a process that was noted down still runs. A pid alone would lie after a reboot or once the
 * number is used again, so its time of birth is noted with it. Knows nothing of locks.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** @typedef {{ pid: number, birth: string, host: string }} ProcessIdentity */

/** @returns {ProcessIdentity} */
export function thisProcess() {
  return { pid: process.pid, birth: birthOf(process.pid) ?? '', host: os.hostname() };
}

/**
 * Whether the process runs: `undefined` when it cannot be known from here (another host or container).
 * @param {ProcessIdentity} identity
 * @returns {boolean | undefined}
 */
export function isAlive({ pid, birth, host }) {
  if (host !== os.hostname()) return undefined;
  const now = birthOf(pid);
  return now !== undefined && now === birth;
}

/**
 * When a process was born, as the system words it; `undefined` if there is none with that pid.
 * @param {number} pid
 */
function birthOf(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold spaces: fields are counted from its end. Field 22 is the start time.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    return `${fields[18]}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return undefined;
  }
}
