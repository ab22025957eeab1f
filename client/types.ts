/** The service's own words for what it takes and answers, as its OpenAPI document has them. */
import type { components, operations, paths } from './schema.ts';

export type { components, operations, paths };

type Schemas = components['schemas'];

export type JobRequest = Schemas['JobRequest'];
export type SweepRequest = Schemas['SweepRequest'];
export type EvaluationRequest = Schemas['EvaluationRequest'];
export type BatchPredictionRequest = Schemas['BatchPredictionRequest'];
export type ImportOptions = Schemas['ImportOptions'];
export type Network = Schemas['Network'];
export type Layer = Schemas['Layer'];
export type Training = Schemas['Training'];
/** A job as the service tells it. */
export type JobData = Schemas['Job'];
export type JobEvent = Schemas['JobEvent'];
export type DatasetData = Schemas['Dataset'];
export type Manifest = Schemas['Manifest'];
export type Problem = Schemas['Problem'];

type Answer<P extends keyof paths, M extends keyof paths[P], S extends number = 200> = paths[P][M] extends {
  responses: { [status in S]: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

export type JobPlan = Answer<'/v1/jobs/plan', 'post'>;
export type Histogram = Answer<'/v1/datasets/{name}/histogram', 'get'>;
export type SweepData = Answer<'/v1/sweeps/{id}', 'get'>;
export type ModelData = Answer<'/v1/models/{model}', 'get'>;
export type ModelSummary = Answer<'/v1/models', 'get'>['data'][number];
export type VersionSummary = ModelData['versions'][number];
export type VersionData = Answer<'/v1/models/{model}/versions/{version}', 'get'>;
export type AliasData = Answer<'/v1/models/{model}/aliases/{alias}', 'get'>;
export type AliasTraffic = Answer<'/v1/models/{model}/aliases/{alias}/traffic', 'get'>;
type Taken<B> = B extends { content: { 'application/json': infer T } } ? T : never;
/** What an alias is set to: a version, and what is tried out beside it. */
export type AliasRequest = Taken<NonNullable<paths['/v1/models/{model}/aliases/{alias}']['put']['requestBody']>>;
type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
  ? NonNullable<Q>
  : never;
export type JobQuery = Omit<Query<'/v1/jobs'>, 'after'>;
export type RowsQuery = Query<'/v1/datasets/{name}/rows'>;

/** What any call may be given: a signal that ends it. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
