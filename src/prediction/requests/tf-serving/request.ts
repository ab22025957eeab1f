/** Bodies of TensorFlow Serving's requests: which keys they have, in its words where they have them not. */
import { AppError } from '../../../errors.ts';
import { isObject } from '../../../schema-words.ts';
import { parseJson } from '../json.ts';

/** What a request asks to predict, in the form in which it came. */
export interface PredictRequest {
  readonly form: 'instances' | 'inputs';
  readonly value: unknown;
}

export interface ExamplesRequest {
  readonly context: Readonly<Record<string, unknown>>;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** A body that was read: an object in JSON, and the bytes that it was. */
export interface RequestBody {
  readonly request: Readonly<Record<string, unknown>>;
  readonly signatureName: string | undefined;
  readonly bytes: Uint8Array;
}

const SHOWN_BYTES = 256;

/** @throws AppError ERR_MALFORMED or ERR_INSTANCES for what is no object in JSON, or has a signature that is no text. */
export function readBody(bytes: Uint8Array): RequestBody {
  const request = parseJson(bytes);
  if (!isObject(request)) throw refused(bytes, 'Is not object');
  const { signature_name: signatureName } = request;
  if (signatureName !== undefined && typeof signatureName !== 'string')
    throw refused(bytes, "not formatted correctly. 'signature_name' key must be a string value.");
  return { request, signatureName, bytes };
}

/** The whole of the request, cut short, and what is wrong with it. */
function refused(bytes: Uint8Array, what: string): AppError {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SHOWN_BYTES)).toString('utf8');
  return new AppError('ERR_INSTANCES', `JSON Value: ${text.trim()} ${what}`);
}

/** @throws AppError ERR_INSTANCES. */
export function predictRequest({ request, bytes }: RequestBody): PredictRequest {
  const { instances, inputs } = request;
  if (instances === undefined && inputs === undefined)
    throw new AppError('ERR_INSTANCES', "Missing 'inputs' or 'instances' key");
  if (instances !== undefined && inputs !== undefined)
    throw refused(bytes, "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist");
  if (instances === undefined) return { form: 'inputs', value: inputs };
  if (!Array.isArray(instances)) throw refused(bytes, "Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw refused(bytes, "No values in 'instances' array");
  return { form: 'instances', value: instances };
}

/** @throws AppError ERR_INSTANCES. */
export function examplesRequest({ request, bytes }: RequestBody): ExamplesRequest {
  const { context = {}, examples } = request;
  if (examples === undefined)
    throw refused(bytes, "When method is classify, key 'examples' is expected and was not found");
  if (!Array.isArray(examples)) throw refused(bytes, "Expecting 'examples' value to be an list/array");
  if (examples.length === 0) throw refused(bytes, "'examples' value is an empty array");
  for (const example of [context, ...examples]) {
    if (!isObject(example))
      throw new AppError('ERR_INSTANCES', `Example must be JSON object but got JSON ${jsonType(example)}`);
  }
  return { context: context as ExamplesRequest['context'], examples };
}

function jsonType(value: unknown): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  const name = typeof value === 'boolean' ? String(value) : typeof value;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
