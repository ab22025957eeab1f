/**
 * The schemas that the OpenAPI document calls by name, and says once. Fastify writes a schema out wherever it is used: a layer in
 * thirty places made a document of six megabytes, of which no tool could make types that anybody would read.
 */
import type { TSchema } from 'typebox';
import { ImportOptions } from '../data/index.ts';
import {
  Activation,
  Augmentation,
  Constraint,
  Evaluation,
  HistoryEntry,
  Initializer,
  JobRequest,
  LAYERS,
  Layer,
  LearningRateSchedule,
  Metrics,
  Network,
  Optimizer,
  Regularizer,
  SweepRequest,
  Training,
  TrialResult,
  WebhookRequest,
} from '../models/specification/index.ts';
import { Job, JobEvent, ScheduleRequest, ScheduleRun, VersionReference } from '../queue/index.ts';
import { KeptEvaluation, Manifest } from '../registry/index.ts';
import { EvaluationRequest, PredictionRequest } from '../submission/index.ts';
import { DatasetView } from './dataset-view.ts';
import { Problem } from './problem.ts';

/** By the names that clients of the document know them under. */
export const SHARED_SCHEMAS: Readonly<Record<string, TSchema>> = {
  Activation,
  Augmentation,
  BatchPredictionRequest: PredictionRequest,
  Constraint,
  Dataset: DatasetView,
  Evaluation,
  EvaluationRequest,
  HistoryEntry,
  ImportOptions,
  Initializer,
  Job,
  JobEvent,
  JobRequest,
  KeptEvaluation,
  Layer,
  ...Object.fromEntries(Object.entries(LAYERS).map(([type, schema]) => [layerName(type), schema])),
  LearningRateSchedule,
  Manifest,
  Metrics,
  Network,
  Optimizer,
  Problem,
  Regularizer,
  ScheduleRequest,
  ScheduleRun,
  SweepRequest,
  Training,
  TrialResult,
  VersionReference,
  WebhookRequest,
};

/** `conv2d` is `Conv2dLayer`. */
function layerName(type: string): string {
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}Layer`;
}

/** What is said of a schema at the place where it is used, rather than of the values that it allows. */
const ANNOTATIONS = ['description', 'default', 'examples'];

/** A value of a document: with references, a number that only values with the same content have, and what is said besides. */
interface Read {
  readonly value: unknown;
  readonly id: number;
  readonly annotations: Readonly<Record<string, unknown>>;
}

/**
 * Puts schemas under `components/schemas` and a `$ref` to each wherever it was written out. Schemas are the same where they
 * allow the same; a description or default of one place stays there, beside the reference.
 */
export function shareSchemas<D extends object>(document: D, named: Readonly<Record<string, object>>): D {
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  const shared = new Map<string, unknown>();
  const own = new Map<string, Read['annotations']>();
  // Those within others first: they are references in those.
  for (const [name, schema] of Object.entries(named)) {
    const { id, annotations } = read(schema);
    names.set(id, name);
    own.set(name, annotations);
  }
  const { components, ...rest } = read(document).value as { components?: { schemas?: Record<string, unknown> } };
  const schemas = Object.entries({ ...components?.schemas, ...Object.fromEntries(shared) });
  const sorted = Object.fromEntries(schemas.sort(([one], [other]) => (one < other ? -1 : 1)));
  return { ...rest, components: { ...components, schemas: sorted } } as unknown as D;

  function read(value: unknown): Read {
    if (typeof value !== 'object' || value === null) return plain(value, JSON.stringify(value) ?? 'undefined');
    if (Array.isArray(value)) {
      const items = value.map(read);
      return plain(
        items.map((item) => item.value),
        `[${items.map(({ id }) => id)}]`,
      );
    }
    const fields = Object.entries(asWritten(value as Record<string, unknown>)).filter(
      ([, field]) => field !== undefined,
    );
    const annotations = Object.fromEntries(fields.filter(isAnnotation));
    const content = fields.filter((field) => !isAnnotation(field)).map(([key, field]) => [key, read(field)] as const);
    const id = numberOf(`{${content.map(([key, field]) => `${JSON.stringify(key)}:${field.id}`).sort()}}`);
    const made = Object.fromEntries(content.map(([key, field]) => [key, field.value]));
    const name = names.get(id);
    if (name === undefined) return { value: { ...made, ...annotations }, id, annotations };
    const ofSchema = own.get(name) ?? {};
    shared.set(name, { ...made, ...ofSchema });
    const ofPlace = Object.entries(annotations).filter(([key, text]) => ofSchema[key] !== text);
    return { value: { $ref: `#/components/schemas/${name}`, ...Object.fromEntries(ofPlace) }, id, annotations };
  }

  function plain(value: unknown, content: string): Read {
    return { value, id: numberOf(content), annotations: {} };
  }

  function numberOf(content: string): number {
    const known = ids.get(content) ?? ids.size;
    ids.set(content, known);
    return known;
  }
}

/** As Fastify's document has it: without ids, constants as the list of one value, names by a pattern as any names. */
function asWritten({ $id, const: only, patternProperties, ...rest }: Readonly<Record<string, unknown>>): object {
  const [named] = Object.values(patternProperties ?? {});
  return {
    ...rest,
    ...(only !== undefined && { enum: [only] }),
    ...(named !== undefined && { additionalProperties: named }),
  };
}

/** A property may have such a name, too: then it is a schema. */
function isAnnotation([key, field]: readonly [string, unknown]): boolean {
  return ANNOTATIONS.includes(key) && (typeof field !== 'object' || field === null || Array.isArray(field));
}
