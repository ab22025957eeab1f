/** How a child of a worker lives: under its own name, behind predictions, and not longer than its worker. */
import os from 'node:os';

/** Predictions go before training and imports on the same machine. */
const NICENESS = 10;

/** @param name `ps` shows it as `epochd NAME`. */
export function liveAsChild(name: string): void {
  process.title = `epochd ${name}`;
  // A worker that is gone can do nothing with what is made here.
  process.on('disconnect', () => process.exit(1));
  // Ctrl-C reaches the whole group of processes: the worker decides what becomes of the job.
  process.on('SIGINT', () => undefined);
  os.setPriority(NICENESS);
}
