// @ts-check
/**
 * What a set-up shows: one line for each step when it has ended, and on a terminal a line that is redrawn
 * while it runs. Knows nothing of the steps. It writes to standard error: standard output is the program's.
 */
const NAME_WIDTH = 24;
const BAR_WIDTH = 24;
const PLAIN_LINE_EVERY_MS = 10_000;
const MB = 1e6;

/**
 * What a running step may say about itself.
 * @typedef {{ note(text: string): void, progress(done: number, total: number | undefined): void }} Live
 */

/**
 * Runs one step and prints what it did and how long it took.
 * @param {string} name
 * @param {(live: Live) => Promise<string>} work its result says what was done, for example `npm ci`
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} [out]
 */
export async function step(name, work, out = process.stderr) {
  const started = performance.now();
  const line = out.isTTY ? redrawnLine(name, out) : plainLines(name, out);
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const done = await work({ note: line.note, progress: progressOf(line.update) });
    line.end(`✓ ${name.padEnd(NAME_WIDTH)} ${done}, ${seconds()}`);
  } catch (error) {
    line.end(`✗ ${name.padEnd(NAME_WIDTH)} failed after ${seconds()}`);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {{ columns?: number, write(text: string): unknown }} out
 */
function redrawnLine(name, out) {
  const draw = (/** @type {string} */ text) => {
    out.write(`\r\x1b[2K${`… ${name.padEnd(NAME_WIDTH)} ${text}`.slice(0, (out.columns ?? 80) - 1)}`);
  };
  draw('');
  return { note: draw, update: draw, end: (/** @type {string} */ text) => out.write(`\r\x1b[2K${text}\n`) };
}

/**
 * @param {string} name
 * @param {{ write(text: string): unknown }} out
 */
function plainLines(name, out) {
  let last = performance.now();
  const note = (/** @type {string} */ text) => {
    last = performance.now();
    out.write(`… ${name.padEnd(NAME_WIDTH)} ${text}\n`);
  };
  const update = (/** @type {string} */ text) => {
    if (performance.now() - last >= PLAIN_LINE_EVERY_MS) note(text);
  };
  return { note, update, end: (/** @type {string} */ text) => out.write(`${text}\n`) };
}

/**
 * Turns bytes into a bar with a rate, averaged over the whole download: it does not jump.
 * @param {(text: string) => void} update
 */
function progressOf(update) {
  /** @type {{ at: number, done: number } | undefined} */
  let first;
  return (/** @type {number} */ done, /** @type {number | undefined} */ total) => {
    first ??= { at: performance.now(), done };
    const seconds = (performance.now() - first.at) / 1000;
    const rate = seconds > 0 ? (done - first.done) / seconds / MB : 0;
    update(`${bar(done, total)}, ${rate.toFixed(1)} MB/s`);
  };
}

/**
 * @param {number} done bytes
 * @param {number | undefined} total bytes
 */
function bar(done, total) {
  if (total === undefined) return `${(done / MB).toFixed(0)} MB`;
  const filled = Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH));
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}] ${(done / MB).toFixed(0)} of ${(total / MB).toFixed(0)} MB`;
}
