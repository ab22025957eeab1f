// @ts-check
/**
 * What must still happen when a set-up is interrupted by Ctrl-C or SIGTERM: children end, temporary folders
 * and locks go. Knows nothing of the steps. SIGKILL runs none of this: the next run sweeps instead.
 */
import os from 'node:os';
import process from 'node:process';

/** @type {Set<() => void>} */
const cleanups = new Set();
/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Registers something to do, synchronously, if the set-up is interrupted. Last registered, first done.
 * @param {() => void} cleanup
 * @returns {() => void} forgets it again, once it is no longer needed
 */
export function onInterruption(cleanup) {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/**
 * Does `work` while signals clean up and end this process; afterwards signals are the program's own again.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function interruptible(work) {
  const handlers = SIGNALS.map((signal) => /** @type {const} */ ([signal, () => interrupt(signal)]));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  try {
    return await work();
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch {
      // The next run sweeps what could not be removed now; ending promptly matters more.
    }
  }
  process.stderr.write(
    `\nSet-up interrupted (${signal}). Nothing half-done is used; the next run goes on from here.\n`,
  );
  process.exit(128 + os.constants.signals[signal]);
}
