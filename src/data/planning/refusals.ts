/** How planning says no: with a pointer into the request. */
import { AppError, type Problem } from '../../errors.ts';

export function refused(pointer: string, detail: string): AppError {
  return refusedAll([{ pointer, detail }]);
}

/** @param problems at least one. */
export function refusedAll(problems: readonly Problem[]): AppError {
  return new AppError('ERR_TRAINING', problems[0]?.detail ?? '', { problems });
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
