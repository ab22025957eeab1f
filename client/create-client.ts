/** A client of one service. It holds no connection and nothing that must be closed. */
import { type ConnectionOptions, createConnection } from './connection.ts';
import { createDatasets, type Datasets } from './datasets.ts';
import { EpochdError, jsonOf } from './errors.ts';
import { createHttp, dataOf, type Http } from './http.ts';
import { given, Job } from './job.ts';
import { Model } from './model.ts';
import { Pages } from './pages.ts';
import { newKey, type SubmitOptions } from './submission.ts';
import type {
  BatchPredictionRequest,
  CallOptions,
  EvaluationRequest,
  JobData,
  JobPlan,
  JobQuery,
  JobRequest,
  ModelSummary,
  SweepRequest,
} from './types.ts';
import { CLIENT_VERSION, fits } from './version.ts';

export interface Health {
  /** Whether it can take requests: Redis answers. */
  readonly ready: boolean;
  /** Of the service. */
  readonly version: string;
}

export interface EpochdClient {
  /** Trains a network. */
  train(request: JobRequest, options?: SubmitOptions): Promise<Job>;
  /** Looks at a training before it is queued: layers, parameters, seconds. @throws the errors that `train` would throw. */
  plan(request: JobRequest, options?: CallOptions): Promise<JobPlan>;
  /** Trains with many values of a job's fields, and publishes the best. */
  sweep(request: SweepRequest, options?: SubmitOptions): Promise<Job>;
  /** Measures a version on a dataset. */
  evaluate(request: EvaluationRequest, options?: SubmitOptions): Promise<Job>;
  /** Predicts a whole dataset into a file: `job.output()`. */
  batchPredict(request: BatchPredictionRequest, options?: SubmitOptions): Promise<Job>;
  /** A job by its id; nothing is asked yet. */
  job(id: string): Job;
  readonly jobs: {
    /** Newest first. */
    list(query?: JobQuery & CallOptions): Pages<JobData>;
  };
  readonly datasets: Datasets;
  /** A model by its name, or a version of it: `digits`, `digits@3`, `digits@production`; nothing is asked yet. */
  model(reference: string): Model;
  /** The models there are. */
  models(options?: CallOptions): Promise<ModelSummary[]>;
  /** How the service is. @throws EpochdUnreachableError if it is not there at all. */
  health(options?: CallOptions): Promise<Health>;
  /** Whether service and client have the same major and minor version. */
  compatible(options?: CallOptions): Promise<{ compatible: boolean; client: string; service: string }>;
  /** Every route, typed. */
  readonly http: Http;
}

/**
 * @param options where the service is, and the key; a bare URL will do.
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:3000' });
 * const job = await client.train({ model: 'digits', dataset: 'mnist', network: 'cnn' });
 * for await (const event of job.events()) console.log(event.type, event.data);
 */
export function createClient(options: ConnectionOptions | string): EpochdClient {
  const connection = createConnection(typeof options === 'string' ? { baseUrl: options } : options);
  const http = createHttp(connection);
  const jobOf = async (answer: Promise<JobData>): Promise<Job> => {
    const data = await answer;
    return new Job(data.id, data, http, connection);
  };
  const submission = ({ signal, idempotencyKey = newKey() }: SubmitOptions = {}) => ({
    ...{ params: { header: { 'idempotency-key': idempotencyKey } } },
    ...given(signal),
  });
  const health: EpochdClient['health'] = async ({ signal } = {}) => {
    const { version } = await dataOf(http.GET('/health/live', given(signal)));
    try {
      // Not being ready is an answer, too.
      await connection.request('/health/ready', {}, { signal, repeatable: false });
      return { ready: true, version };
    } catch (error) {
      if (error instanceof EpochdError && error.status === 503) return { ready: false, version };
      throw error;
    }
  };
  return {
    http,
    health,
    datasets: createDatasets(http, connection),
    train: (body, given_) => jobOf(dataOf(http.POST('/v1/jobs', { ...submission(given_), body }))),
    sweep: (body, given_) => jobOf(dataOf(http.POST('/v1/sweeps', { ...submission(given_), body }))),
    evaluate: (body, given_) => jobOf(dataOf(http.POST('/v1/evaluations', { ...submission(given_), body }))),
    batchPredict: (body, given_) => jobOf(dataOf(http.POST('/v1/batch-predictions', { ...submission(given_), body }))),
    async plan(body, { signal } = {}) {
      const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      // A plan changes nothing.
      const response = await connection.request('/v1/jobs/plan', init, { signal, repeatable: true });
      return jsonOf<JobPlan>(response);
    },
    job: (id) => new Job(id, undefined, http, connection),
    jobs: {
      list: ({ signal, ...query } = {}) =>
        new Pages(
          (after) => {
            const asked = { ...query, ...(after !== undefined && { after }) };
            return dataOf(http.GET('/v1/jobs', { params: { query: asked }, ...given(signal) }));
          },
          ({ id }) => id,
        ),
    },
    model: (reference) => new Model(reference, http, connection),
    models: async ({ signal } = {}) => (await dataOf(http.GET('/v1/models', given(signal)))).data,
    async compatible(called) {
      const { version } = await health(called);
      return { compatible: fits(version), client: CLIENT_VERSION, service: version };
    },
  };
}
