/**
 * Sorts failures: the user's (a loss that diverged, data that does not fit) end the job, ours (disk, Redis, a killed
 * process) are tried again. What crossed a process boundary has only its code.
 */
import { codeOf, ERROR_CODES, isErrorCode, messageOf } from '../errors.ts';
import type { Failure } from '../queue/index.ts';

const INTERNAL = 'An internal error occurred.';

export function sortFailure(error: unknown): Failure {
  const code = codeOf(error);
  // What a bug says is for the log, where it stands already: whoever asks for the job sees what is kept here.
  if (!isErrorCode(code) || code === 'ERR_INTERNAL') return { final: false, code: 'ERR_INTERNAL', message: INTERNAL };
  return { final: ERROR_CODES[code].status < 500, code, message: messageOf(error) };
}
