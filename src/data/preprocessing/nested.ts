/** Reads nested lists of numbers, as JSON has them, into an array. Says exactly which place does not fit. */
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';

/**
 * Reads one instance: nested as `shape` says, without a last axis of one number, or as the flat list of its numbers.
 * @param room for `product(shape)` numbers.
 * @param where it stands in the request: `instances[3]`.
 * @throws AppError ERR_INSTANCES naming the place.
 */
export function nestedNumbers(room: Float32Array, instance: unknown, shape: readonly number[], where: string): void {
  const expected = acceptedShape(instance, shape);
  let position = 0;
  const visit = (value: unknown, depth: number, at: string): void => {
    const length = expected[depth];
    if (length === undefined) {
      if (typeof value !== 'number') throw misfit(at, 'a number', show(value));
      room[position] = value;
      // 1e300 is a number, but none that a network could take.
      if (!Number.isFinite(room[position++])) throw misfit(at, 'a finite number, in single precision', show(value));
      return;
    }
    if (!Array.isArray(value) || value.length !== length)
      throw misfit(at, `an array of ${length} (one instance is [${shape.join(', ')}])`, show(value));
    for (let index = 0; index < length; index++) visit(value[index], depth + 1, `${at}[${index}]`);
  };
  visit(instance, 0, where);
}

/** An instance that is not what its model takes. */
export function misfit(where: string, expected: string, received: string): AppError {
  return new AppError('ERR_INSTANCES', `Expected ${expected} at ${where}. Received: ${received}.`);
}

/** The form in which an instance came, told by its own nesting; the full shape where it is none of them. */
function acceptedShape(instance: unknown, shape: readonly number[]): readonly number[] {
  const depth = nesting(instance);
  if (depth === 1) return [shape.reduce((size, dimension) => size * dimension, 1)];
  if (depth === shape.length - 1 && shape.at(-1) === 1) return shape.slice(0, -1);
  return shape;
}

function nesting(value: unknown): number {
  let depth = 0;
  for (let inner = value; Array.isArray(inner) && depth < 8; inner = inner[0]) depth++;
  return depth;
}
