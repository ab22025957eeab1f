/** How an import says no: with what was expected and what came. */
import { AppError } from '../../errors.ts';
import type { ImportOptions } from './options.ts';

export function refusedData(expected: string, received: string, cause?: unknown): AppError {
  return new AppError('ERR_DATA', `Expected ${expected}. Received: ${received}.`, { cause });
}

/** The same of an option of the upload, with a pointer to it: an import's error is kept as a sentence, so it stands there. */
export function refusedOption(name: keyof ImportOptions, expected: string, received: string): AppError {
  return new AppError('ERR_DATA', `Expected ${expected} in /options/${name}. Received: ${received}.`);
}

/** A few names of many, for a message: `"a.png", "b.png" and 7 more`. */
export function someOf(names: readonly string[], shown = 3): string {
  const quoted = names.slice(0, shown).map((name) => JSON.stringify(name));
  return names.length > shown ? `${quoted.join(', ')} and ${names.length - shown} more` : quoted.join(', ');
}
