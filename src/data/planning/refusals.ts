/** How planning says no: with a pointer into the request. */
import { AppError, type Problem } from '../../errors.ts';

export function refused(pointer: string, detail: string): AppError {
  return refusedAll([{ pointer, detail }]);
}

/** @param problems at least one. */
export function refusedAll(problems: readonly Problem[]): AppError {
  return new AppError('ERR_TRAINING', problems[0]?.detail ?? '', { problems });
}

/** Runs one step of a planning that goes on after a refusal, so that all problems are told at once. */
export function collected<T>(problems: Problem[], step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ERR_TRAINING') throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** Fields of the request that mean nothing for a kind of data. @param fields those that do. */
export function strangers(kind: string, preprocessing: object, fields: readonly string[]): Problem[] {
  return Object.keys(preprocessing)
    .filter((name) => !fields.includes(name))
    .map((name) => {
      const known = fields.length > 0 ? `one of ${fields.join(', ')}` : 'none';
      return {
        pointer: `/preprocessing/${name}`,
        detail: `Expected ${known} for data of kind "${kind}". Received: "${name}".`,
      };
    });
}
