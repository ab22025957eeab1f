/** The Open Inference Protocol's paths: which version they name, and how they are documented. */
import Type, { type TObject } from 'typebox';
import type { Predictor } from '../../../prediction/index.ts';
import type { ModelReference, Registry } from '../../../registry/index.ts';
import type { ServedModels } from '../../processes/served-models.ts';

export interface OpenInferenceOptions {
  readonly predictor: Predictor;
  /** In all processes. */
  readonly models: ServedModels;
  readonly registry: Registry;
  readonly bodyBytesMax: number;
  readonly ratePerMinuteMax: number;
  readonly timeoutMsMax: number;
}

export interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

const MODEL = { model: Type.String({ maxLength: 64 }) };
const VERSION = { version: Type.String({ description: 'a number, or an alias' }) };
export const TARGETS = [
  { path: '/models/:model', params: Type.Object(MODEL) },
  { path: '/models/:model/versions/:version', params: Type.Object({ ...MODEL, ...VERSION }) },
] as const;

/** A version that is no number is an alias. */
export function referenceOf({ model, version }: ModelPath): ModelReference {
  if (version === undefined) return { model };
  return /^\d{1,15}$/.test(version) ? { model, version: Number(version) } : { model, alias: version };
}

/** How a route is documented. */
export function schemaOf(summary: string, params?: TObject) {
  return { tags: ['open inference protocol'], summary, ...(params && { params }) };
}
