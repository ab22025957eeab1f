/** What planning finds wrong with a request. */
import assert from 'node:assert/strict';
import { AppError, type Problem } from '../../src/errors.ts';

/** Asserts that `run` is refused with ERR_TRAINING. @returns all that is wrong. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'ERR_TRAINING', String(error));
    return error.problems;
  }
  return assert.fail('Expected a refusal.');
}
