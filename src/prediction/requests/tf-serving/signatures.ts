/** The signatures that a version has to TensorFlow Serving's clients, and which of them a method may call. */
import { AppError } from '../../../errors.ts';
import type { ReadVersion } from '../forms.ts';

export type Method = 'predict' | 'classify' | 'regress';

/** The one that is called where a request names none. */
export const DEFAULT_SIGNATURE = 'serving_default';

/** Of a version, what it can do besides `predict`: by the task that it learnt. */
export function exampleMethod({
  task,
  labels,
}: Pick<ReadVersion, 'task' | 'labels'>): Exclude<Method, 'predict'> | undefined {
  if (task !== 'regression') return 'classify';
  return labels.length === 1 ? 'regress' : undefined;
}

/** A method's name in metadata; that of its signature, too, where it is not the default one. */
export function methodName(method: Method): string {
  return `tensorflow/serving/${method}`;
}

/** @throws AppError ERR_INSTANCES in TensorFlow Serving's words, where the signature is none, or none of this method. */
export function expectSignature(version: Pick<ReadVersion, 'task' | 'labels'>, method: Method, name = ''): void {
  const examples = exampleMethod(version);
  const other = examples && methodName(examples);
  if (name === '' || name === DEFAULT_SIGNATURE) {
    if (method === 'predict' || method === examples) return;
    throw wrongMethod(method, methodName('predict'));
  }
  if (name !== other) {
    const detail =
      method === 'predict'
        ? `Serving signature name: "${name.slice(0, 100)}" not found in signature def`
        : `No signature was found with the name: ${name.slice(0, 100)}`;
    throw new AppError('ERR_INSTANCES', detail);
  }
  if (method !== examples) throw wrongMethod(method, other);
}

const KINDS = { predict: 'prediction', classify: 'classification', regress: 'regression' } as const;

function wrongMethod(method: Method, was: string): AppError {
  const expected = `Expected ${KINDS[method]} signature method_name to be ${methodName(method)}`;
  return new AppError('ERR_INSTANCES', `${expected}. Was: ${was}`);
}
