// @ts-check
/** An error that is meant for the person at the keyboard: its message says what to do, and no stack is shown. */
export class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetupError';
  }
}
