/**
 * Reads the instances of a request into one array of numbers: nested arrays, flat ones, or `{"b64"}` with a picture
 * file. Says exactly which instance does not fit. Knows nothing of HTTP.
 */
import { decodePicture, inputShapeOf, type Preprocessing } from '../data/index.ts';
import { AppError } from '../errors.ts';
import { show } from '../schema-words.ts';

/**
 * Decodes raw instances of a picture model, in the units of its dataset (pixels from 0 to 255).
 * An instance is `[height][width][channels]`, the same without a last axis of one channel, or the flat list of its numbers.
 * @returns `instances.length × height × width × channels` numbers, row-major, not yet preprocessed.
 * @throws AppError ERR_INSTANCES naming the instance, ERR_PICTURE for a `b64` that is no picture.
 */
export async function decodeInstances(
  instances: readonly unknown[],
  preprocessing: Preprocessing,
): Promise<Float32Array> {
  const shape = inputShapeOf(preprocessing);
  const size = shape[0] * shape[1] * shape[2];
  const numbers = new Float32Array(instances.length * size);
  for (const [index, instance] of instances.entries()) {
    const room = numbers.subarray(index * size, (index + 1) * size);
    const encoded = base64Of(instance);
    if (encoded === undefined) fill(room, instance, shape, `instances[${index}]`);
    else room.set(await decodePicture(Buffer.from(encoded, 'base64'), preprocessing));
  }
  return numbers;
}

function base64Of(instance: unknown): string | undefined {
  if (typeof instance !== 'object' || instance === null || !('b64' in instance)) return undefined;
  return typeof instance.b64 === 'string' ? instance.b64 : undefined;
}

function fill(room: Float32Array, instance: unknown, shape: readonly number[], where: string): void {
  const expected = acceptedShape(instance, shape);
  let position = 0;
  const visit = (value: unknown, depth: number, at: string): void => {
    const length = expected[depth];
    if (length === undefined) {
      if (typeof value !== 'number') throw misfit(at, 'a number', show(value));
      room[position++] = value;
      return;
    }
    if (!Array.isArray(value) || value.length !== length)
      throw misfit(at, `an array of ${length} (one instance is [${shape.join(', ')}])`, show(value));
    for (let index = 0; index < length; index++) visit(value[index], depth + 1, `${at}[${index}]`);
  };
  visit(instance, 0, where);
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

function misfit(where: string, expected: string, received: string): AppError {
  return new AppError('ERR_INSTANCES', `Expected ${expected} at ${where}. Received: ${received}.`);
}
