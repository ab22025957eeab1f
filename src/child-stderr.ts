/**
 * What a child process says on standard error, as lines of its parent's log. Native libraries write there without asking,
 * in a form of their own; a crash's last words come there too. Knows nothing of what the child does.
 */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from './logger.ts';

/** Absl's form, as TensorFlow writes it: severity and date, time, thread, `file:line] message`. */
const NATIVE_LINE = /^([IWEF])\d{4} \d\d:\d\d:\S+ +\d+ (\S+)\] (.*)$/;
const LEVELS: Readonly<Record<string, 'debug' | 'warn' | 'error'>> = { I: 'debug', W: 'warn', E: 'error', F: 'error' };
/** Said before the first native line; it is about the form of the log itself. */
const PREAMBLE = 'WARNING: All log messages before absl::InitializeLog()';

/** @param child with a pipe for standard error; nothing happens without one. */
export function logStandardError(child: ChildProcess, logger: Logger): void {
  if (!child.stderr) return;
  createInterface({ input: child.stderr, crlfDelay: Infinity }).on('line', (line) => {
    const [, severity = '', source, message] = NATIVE_LINE.exec(line) ?? [];
    if (message !== undefined) logger[LEVELS[severity] ?? 'warn']({ child: child.pid, source }, message);
    else if (line.startsWith(PREAMBLE)) logger.debug({ child: child.pid }, line);
    else if (line.trim() !== '') logger.warn({ child: child.pid }, line);
  });
}
