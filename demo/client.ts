/** The few HTTP calls of the demo, as any service would make them. Knows nothing of what is shown. */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Job, JobEvent } from '../src/queue/index.ts';

export interface Client {
  get<T>(path: string): Promise<T>;
  /** Posts JSON, or the bytes of a file of a type. */
  post<T>(path: string, body: object | Buffer, type?: string): Promise<T>;
  /** The events of a job until its last, over reconnections. */
  events(job: Job): AsyncGenerator<JobEvent>;
}

const TRIES = 5;
const RETRY_MS = 1000;
const ENDS = ['succeeded', 'failed', 'cancelled'];

/** @param url where the service listens. @param key a bearer key, where the service asks for one. */
export function createClient(url: string, key: string | undefined): Client {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(url + path, { ...init, headers: { ...authorization, ...init.headers } });
    if (!response.ok)
      throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }

  async function* eventsAfter(job: Job, after: string | undefined): AsyncGenerator<JobEvent> {
    const headers: Record<string, string> = { accept: 'text/event-stream', ...(after && { 'last-event-id': after }) };
    const { body } = await call(`/v1/jobs/${job.id}/events`, { headers });
    if (!body) return;
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of messages) yield JSON.parse(data) as JobEvent;
  }

  async function* events(job: Job): AsyncGenerator<JobEvent> {
    let after: string | undefined;
    let failure: unknown;
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        for await (const event of eventsAfter(job, after)) {
          yield event;
          after = event.id;
          tries = 0;
          if (event.type === 'status' && ENDS.includes(String(event.data.status))) return;
        }
      } catch (error) {
        failure = error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    throw new Error('Expected events until the end of the job. Received: a stream that broke off again and again.', {
      cause: failure,
    });
  }

  return {
    get: async <T>(path: string) => (await call(path)).json() as T,
    post: async <T>(path: string, body: object | Buffer, type = 'application/json') => {
      const bytes = Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
      return (await call(path, { method: 'POST', headers: { 'content-type': type }, body: bytes })).json() as T;
    },
    events,
  };
}
