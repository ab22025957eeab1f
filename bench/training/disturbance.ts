/**
 * How much of the processor went to others while a process was measured, from Linux's `/proc`; and a request to be
 * scheduled first. Elsewhere nothing is known, and nothing is dropped.
 */
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';

/** In ticks since the machine, or the process, started. */
export interface CpuTimes {
  readonly all: number;
  readonly busy: number;
  readonly stolen: number;
  readonly own: number;
}

/** Above this share, what was measured is no measurement. */
export const DISTURBANCE_MAX = 0.03;

const AUTOGROUP = '/proc/self/autogroup';
const AUTOGROUP_NICENESS = -15;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Positions in `/proc/PID/stat` after the process' name, which may hold spaces: user, system, and those of its children. */
const OWN_FIELDS = { from: 11, to: 15 };

/** @returns undefined where `/proc` does not tell. */
export async function readCpuTimes(pid: number): Promise<CpuTimes | undefined> {
  try {
    const [machine, own] = await Promise.all(
      ['/proc/stat', `/proc/${pid}/stat`].map((file) => fs.readFile(file, 'utf8')),
    );
    const [line = ''] = (machine as string).split('\n');
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = ticks;
    const fields = (own as string).slice((own as string).lastIndexOf(')') + 2).split(' ');
    return {
      all: sum(ticks),
      busy: user + nice + system + interrupts + softInterrupts,
      stolen,
      own: sum(fields.slice(OWN_FIELDS.from, OWN_FIELDS.to).map(Number)),
    };
  } catch {
    return undefined;
  }
}

/** The share of all processors' time that went to other processes or was stolen; undefined where that is unknown. */
export function disturbanceBetween(before: CpuTimes | undefined, after: CpuTimes | undefined): number | undefined {
  if (!before || !after || after.all <= before.all) return undefined;
  const others = after.busy - before.busy - (after.own - before.own);
  return (Math.max(0, others) + after.stolen - before.stolen) / (after.all - before.all);
}

/**
 * Asks the scheduler to put this session's processes first: niceness does not reach across sessions, a session's does.
 * @returns a function that takes it back, or undefined where the kernel or missing rights refuse.
 */
export async function goFirst(): Promise<(() => void) | undefined> {
  try {
    const [, before = '0'] = /nice (-?\d+)/.exec(await fs.readFile(AUTOGROUP, 'utf8')) ?? [];
    writeFileSync(AUTOGROUP, String(AUTOGROUP_NICENESS));
    const takeBack = (): void => writeFileSync(AUTOGROUP, before);
    // It is the terminal's session: without this, an interrupted bench would leave it before all others.
    const stop = (): never => {
      takeBack();
      process.exit(1);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    return () => {
      for (const signal of SIGNALS) process.off(signal, stop);
      takeBack();
    };
  } catch {
    return undefined;
  }
}

/** The same for the sessions of processes that have begun their own; they end with them. */
export function putFirst(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, String(AUTOGROUP_NICENESS));
    } catch {
      // It has ended, or the kernel refuses.
    }
  }
}

/** The most memory that a process has held so far, in bytes; undefined where `/proc` does not tell. */
export async function readPeakBytes(pid: number): Promise<number | undefined> {
  const status = await fs.readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
