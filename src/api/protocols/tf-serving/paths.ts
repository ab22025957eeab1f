/** TensorFlow Serving's paths: which version they name, and how they are written with capitals. */
import Type from 'typebox';
import { AppError } from '../../../errors.ts';
import type { ModelReference } from '../../../registry/index.ts';

/** As a path has it, decoded. */
export interface PathParameters {
  readonly model: string;
  readonly version?: string;
  readonly label?: string;
}

const MODEL = { model: Type.String({ maxLength: 64 }) };
const VERSION = { version: Type.String({ description: 'a whole number' }) };
const LABEL = { label: Type.String({ description: 'an alias' }) };

/** What a path may name, as a route has it, with the schema of its parameters. */
export const TARGETS = [
  { path: '/:model([^:]+)', params: Type.Object(MODEL) },
  { path: '/:model([^:]+)/versions/:version(\\d+)', params: Type.Object({ ...MODEL, ...VERSION }) },
  { path: '/:model([^:]+)/labels/:label([^:]+)', params: Type.Object({ ...MODEL, ...LABEL }) },
] as const;

const PATH =
  /^\/v1\/models(\/[^/:?]+)?(\/versions\/\d+|\/labels\/)?([^/:?]*)(:(?:classify|regress|predict)|\/metadata)?(?=\?|$)/i;
const INT64_MAX = 9_223_372_036_854_775_807n;

/** TensorFlow Serving takes its words in any case: `/V1/Models/Digits:PREDICT` is `/v1/models/Digits:predict`. */
export function canonicalPath(url: string): string {
  const match = PATH.exec(url);
  if (!match) return url;
  const [whole, model = '', target = '', label = '', verb = ''] = match;
  return `/v1/models${model}${target.toLowerCase()}${label}${verb.toLowerCase()}${url.slice(whole.length)}`;
}

/** @throws AppError ERR_MALFORMED for a version beyond 64 bits. */
export function referenceOf({ model, version, label }: PathParameters): ModelReference {
  if (version !== undefined && BigInt(version) > INT64_MAX)
    throw new AppError('ERR_MALFORMED', `Failed to convert version: ${version} to numeric.`);
  return {
    model,
    ...(version !== undefined && { version: Number(version) }),
    ...(label !== undefined && { alias: label }),
  };
}
