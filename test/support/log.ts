/** A log that a test can read: what a process would have written to its standard output. */
import { createLogger, type Logger, type LogLevel } from '../../src/logger.ts';

export interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly process?: string;
  readonly requestId?: string;
  readonly jobId?: string;
  readonly [field: string]: unknown;
}

export interface TestLog {
  readonly logger: Logger;
  text(): string;
  lines(): LogLine[];
}

export function createTestLog(process_ = 'test', level: LogLevel = 'trace'): TestLog {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const logger = createLogger(process_, level, { write });
  return { logger, text: () => text, lines: () => parseLines(text) };
}

/** Lines that are no JSON (Node's own warnings) are left out. */
export function parseLines(text: string): LogLine[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}
