/** The short way: bodies of nothing but numbers, which need no JSON.parse. Whatever is not exactly so is left to the long way. */
import { preprocessingKind } from '../../data/index.ts';
import { readJsonNumbers } from '../json-numbers.ts';
import type { Form, Readings, ReadVersion, RequestBody } from './forms.ts';
import { readPlainInference } from './open-inference/plain.ts';

/** Shorter JSON of tensors is parsed before it would be cut in two. */
const INFERENCE_BYTES_MIN = 512;

/**
 * @param countMax of instances.
 * @returns undefined for a body of another form, that says more, or is wrong.
 */
export function readPlain(version: ReadVersion, body: RequestBody, countMax: number): Readings[Form] | undefined {
  const { form, bytes } = body;
  if (form === 'predict' && !body.contract) return readInstances(version, bytes, countMax);
  return form === 'inference' && body.jsonBytes === bytes.length && bytes.length >= INFERENCE_BYTES_MIN
    ? readPlainInference(version, bytes, countMax)
    : undefined;
}

function readInstances(
  { preprocessing }: ReadVersion,
  bytes: Uint8Array,
  countMax: number,
): Readings['predict'] | undefined {
  const kind = preprocessingKind(preprocessing);
  const numbers = kind.encodeNumbers && readJsonNumbers(bytes, kind.inputShape(preprocessing), countMax);
  const inputs = numbers && kind.encodeNumbers?.(preprocessing, numbers);
  return inputs && { key: 'instances', inputs };
}
