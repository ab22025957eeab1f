/** What ends a command without being the fault of the service. */

/** What was typed, or what a file says, cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ctrl-C: the reason of the signal that every call is given. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** It was told already what is wrong. */
export class ToldError extends Error {
  override readonly name = 'ToldError';
}
