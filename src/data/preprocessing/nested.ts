/** Reads nested lists of numbers, as JSON has them, into an array. Says exactly which place does not fit. */
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';

/**
 * Reads one instance: nested as `shape` says, without a last axis of one number, or as the flat list of its numbers, which
 * may be a typed array.
 * @param room for `product(shape)` numbers.
 * @param where it stands in the request: `instances[3]`.
 * @throws AppError ERR_INSTANCES naming the place.
 */
export function nestedNumbers(room: Float32Array, instance: unknown, shape: readonly number[], where: string): void {
  const expected = isNumbers(instance) ? [room.length] : acceptedShape(instance, shape);
  const reading: Reading = { room, shape, where, expected, path: [], position: 0 };
  if (expected.length === 0) readNumber(reading, instance);
  else readAxis(reading, instance, 0);
}

/** How far an instance was read. Its place is put into words only where something does not fit: it has hundreds of them. */
interface Reading {
  readonly room: Float32Array;
  readonly shape: readonly number[];
  readonly where: string;
  /** The shape in which it came. */
  readonly expected: readonly number[];
  readonly path: number[];
  position: number;
}

function readAxis(reading: Reading, values: unknown, depth: number): void {
  const { expected, path, shape } = reading;
  const length = expected[depth] as number;
  if (!(Array.isArray(values) || isNumbers(values)) || values.length !== length)
    throw misfit(placeOf(reading), `an array of ${length} (one instance is [${shape.join(', ')}])`, show(values));
  const last = depth + 1 === expected.length;
  for (let index = 0; index < length; index++) {
    path[depth] = index;
    if (last) readNumber(reading, values[index]);
    else readAxis(reading, values[index], depth + 1);
  }
  path.length = depth;
}

function readNumber(reading: Reading, value: unknown): void {
  if (typeof value !== 'number') throw misfit(placeOf(reading), 'a number', show(value));
  const { room } = reading;
  room[reading.position] = value;
  // 1e300 is a number, but none that a network could take.
  if (!Number.isFinite(room[reading.position++]))
    throw misfit(placeOf(reading), 'a finite number, in single precision', show(value));
}

function placeOf({ where, path }: Reading): string {
  return `${where}${path.map((index) => `[${index}]`).join('')}`;
}

/** Numbers that did not come as JSON: one after the other, in the order in which they would be nested. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array;

export function isNumbers(instance: unknown): instance is Numbers {
  return ArrayBuffer.isView(instance) && !(instance instanceof DataView);
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
