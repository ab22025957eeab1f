/** What ends a command without being the fault of the service. */

/** What was typed, or what a file says, cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'which is not there',
  EACCES: 'which you may not use',
  EPERM: 'which you may not use',
  ENOTDIR: 'which lies in no folder',
  EISDIR: 'which is a folder',
  EROFS: 'which cannot be written to',
  ENOSPC: 'whose disk is full',
  EDQUOT: 'whose disk is full',
};

/** Why a file could not be used, in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

/** A file of this machine could not be written. */
export class FileError extends Error {
  override readonly name = 'FileError';
  /** Of the platform, such as `ENOSPC`. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Ctrl-C: the reason of the signal that every call is given. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** It was told already what is wrong. */
export class ToldError extends Error {
  override readonly name = 'ToldError';
}
