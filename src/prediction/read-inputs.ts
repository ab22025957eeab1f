/**
 * From the body of a request to inputs of a network: parsed, checked, preprocessed. It takes as long as the body is large, and
 * knows nothing of where it runs.
 */
import { isUtf8 } from 'node:buffer';
import { type Preprocessing, preprocessingKind } from '../data/index.ts';
import { AppError, messageOf } from '../errors.ts';
import { show } from '../schema-words.ts';
import { readJsonNumbers } from './json-numbers.ts';

export interface RequestBody {
  readonly bytes: Uint8Array;
  /** Of a file; without it, it is JSON with `instances`. */
  readonly mediaType?: string;
}

/** Of all inputs of a request together, as a GiB of single precision. */
const NUMBERS_MAX = 2 ** 28;

/**
 * @param countMax more inputs are refused.
 * @returns whole inputs, row-major.
 * @throws AppError ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE.
 */
export async function readInputs(
  preprocessing: Preprocessing,
  { bytes, mediaType }: RequestBody,
  countMax: number,
): Promise<Float32Array> {
  const kind = preprocessingKind(preprocessing);
  const size = kind.inputShape(preprocessing).reduce((product, dimension) => product * dimension, 1);
  const fitting = Math.max(1, Math.min(countMax, Math.floor(NUMBERS_MAX / size)));
  if (mediaType !== undefined) return kind.encodeFile(preprocessing, bytes, mediaType, fitting);
  const plain = readPlainInputs(preprocessing, bytes, fitting);
  return plain ?? kind.encodeInstances(preprocessing, expectInstances(instancesOf(bytes), fitting));
}

/** By the short way. @returns undefined for a body that is more than `instances` of nothing but numbers, or less. */
export function readPlainInputs(
  preprocessing: Preprocessing,
  bytes: Uint8Array,
  countMax: number,
): Float32Array | undefined {
  const kind = preprocessingKind(preprocessing);
  const numbers = kind.encodeNumbers && readJsonNumbers(bytes, kind.inputShape(preprocessing), countMax);
  return numbers && kind.encodeNumbers?.(preprocessing, numbers);
}

/** In TensorFlow Serving's words, where it has any. */
function instancesOf(body: Uint8Array): unknown {
  // Letters that come out wrong would be predicted from all the same.
  if (!isUtf8(body)) throw new AppError('ERR_MALFORMED', 'JSON Parse error: Invalid UTF-8');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  if (text.trim() === '') throw new AppError('ERR_MALFORMED', 'JSON Parse error: The document is empty');
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch (error) {
    throw new AppError('ERR_MALFORMED', `JSON Parse error: ${messageOf(error)}`);
  }
  if (typeof request !== 'object' || request === null || !('instances' in request)) {
    throw new AppError('ERR_INSTANCES', "Missing 'inputs' or 'instances' key");
  }
  // What says more is read by its protocol.
  const stranger = Object.keys(request).find((key) => key !== 'instances');
  if (stranger !== undefined)
    throw new AppError('ERR_INSTANCES', `Expected 'instances' alone. Received: "${stranger}".`);
  return request.instances;
}

/** @throws AppError ERR_INSTANCES for what is no list of 1 to `countMax`. */
export function expectInstances(instances: unknown, countMax: number): readonly unknown[] {
  if (!Array.isArray(instances)) throw new AppError('ERR_INSTANCES', "Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw new AppError('ERR_INSTANCES', "No values in 'instances' array");
  if (instances.length > countMax) {
    throw new AppError('ERR_INSTANCES', `Expected at most ${countMax} instances. Received: ${show(instances.length)}.`);
  }
  return instances;
}
