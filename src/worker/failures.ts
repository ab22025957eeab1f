/**
 * Sorts failures: the user's (a loss that diverged, data that does not fit) end the job, ours (disk, Redis, a killed
 * process) are tried again. What crossed a process boundary has only its code.
 */
import { codeOf, ERROR_CODES, isErrorCode, messageOf } from '../errors.ts';
import type { Failure } from '../queue/index.ts';

const DISK_FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const INTERNAL = 'An internal error occurred.';

export function sortFailure(error: unknown): Failure {
  const code = codeOf(error);
  if (code !== undefined && DISK_FULL.includes(code))
    return { final: false, code: 'ERR_UNAVAILABLE', message: 'Could not write: the disk is full.' };
  // What a bug says is for the log, where it stands already: whoever asks for the job sees what is kept here.
  if (!isErrorCode(code) || code === 'ERR_INTERNAL') return { final: false, code: 'ERR_INTERNAL', message: INTERNAL };
  return { final: ERROR_CODES[code].status < 500, code, message: messageOf(error) };
}
