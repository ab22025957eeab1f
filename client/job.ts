/** A job that was submitted, of whatever kind: watched, waited for, cancelled, paused and resumed. */
import type { Connection } from './connection.ts';
import { JobFailedError, jsonOf } from './errors.ts';
import { type EventOptions, followEvents } from './events.ts';
import { dataOf, type Http } from './http.ts';
import { newKey, type SubmitOptions } from './submission.ts';
import type { CallOptions, JobData, JobEvent, JobRequest, SweepData } from './types.ts';

/** Some fields of a request, to be changed; null takes one away (JSON Merge Patch). */
export type Changes = { readonly [Field in keyof JobRequest]?: unknown };

export class Job {
  readonly id: string;
  /** As it was when it was last asked for; undefined for one that was only named so far. */
  data: JobData | undefined;
  readonly #http: Http;
  readonly #connection: Connection;

  /** @internal Jobs come from a client. */
  constructor(id: string, data: JobData | undefined, http: Http, connection: Connection) {
    this.id = id;
    this.data = data;
    this.#http = http;
    this.#connection = connection;
  }

  /** Asks how it is now. */
  async refresh({ signal }: CallOptions = {}): Promise<JobData> {
    return this.#keep(dataOf(this.#http.GET('/v1/jobs/{id}', { ...this.#here, ...given(signal) })));
  }

  /**
   * What happens to it, as it happens; ends with its last event. Connections that break are made again, and nothing is
   * told twice or left out.
   */
  events(options: EventOptions = {}): AsyncGenerator<JobEvent, void, undefined> {
    const isOver = async (signal: AbortSignal) => (await this.refresh({ signal })).finishedAt !== null;
    return followEvents(this.#connection, this.id, isOver, options);
  }

  /** Waits for its end. @returns it, succeeded. @throws JobFailedError if it failed or was cancelled. */
  async done(options: Omit<EventOptions, 'after'> = {}): Promise<JobData> {
    let job = this.data ?? (await this.refresh(options));
    if (job.finishedAt === null) {
      for await (const _ of this.events(options));
      job = await this.refresh(options);
    }
    if (job.status === 'succeeded') return job;
    throw new JobFailedError(job);
  }

  /** Cancels it for good. */
  cancel({ signal }: CallOptions = {}): Promise<JobData> {
    return this.#keep(dataOf(this.#http.POST('/v1/jobs/{id}/cancel', { ...this.#here, ...given(signal) })));
  }

  /** Lets it wait with what it has learnt; `pausing` says that its checkpoint is still being written. */
  pause({ signal }: CallOptions = {}): Promise<JobData> {
    return this.#keep(dataOf(this.#http.POST('/v1/jobs/{id}/pause', { ...this.#here, ...given(signal) })));
  }

  /** Lets it go on from where it was paused. */
  resume({ signal }: CallOptions = {}): Promise<JobData> {
    return this.#keep(dataOf(this.#http.POST('/v1/jobs/{id}/resume', { ...this.#here, ...given(signal) })));
  }

  /** Of a training: what it was asked for, with its seed. */
  request({ signal }: CallOptions = {}): Promise<JobRequest> {
    return dataOf(this.#http.GET('/v1/jobs/{id}/request', { ...this.#here, ...given(signal) }));
  }

  /** Asks for the same again once it has ended, with changes: `{ training: { epochs: 20 } }`. */
  async resubmit(changes: Changes = {}, { signal, idempotencyKey = newKey() }: SubmitOptions = {}): Promise<Job> {
    const params = { ...this.#here.params, header: { 'idempotency-key': idempotencyKey } };
    const body = changes as Record<string, unknown>;
    const job = await dataOf(this.#http.POST('/v1/jobs/{id}/resubmit', { params, body, ...given(signal) }));
    return new Job(job.id, job, this.#http, this.#connection);
  }

  /** Of a sweep: its trials, best first. */
  async sweep({ signal }: CallOptions = {}): Promise<SweepData> {
    const response = await this.#connection.request(`/v1/sweeps/${encodeURIComponent(this.id)}`, {}, { signal });
    return jsonOf<SweepData>(response);
  }

  /** Of a batch prediction: the file that it made, to be read as text, as bytes or as it comes. */
  output({ signal }: CallOptions = {}): Promise<Response> {
    return this.#connection.request(`/v1/jobs/${encodeURIComponent(this.id)}/output`, {}, { signal });
  }

  get #here() {
    return { params: { path: { id: this.id } } };
  }

  async #keep(answer: Promise<JobData>): Promise<JobData> {
    this.data = await answer;
    return this.data;
  }
}

/** An option that is not there, rather than undefined. */
export function given(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
