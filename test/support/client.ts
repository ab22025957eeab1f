/** HTTP as a client of the service does it: JSON in and out, event streams, and requests that `fetch` would not send. */
import http from 'node:http';
import net from 'node:net';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Job, JobEvent, TrainingJob } from '../../src/queue/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test goes on to check
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed, if it is JSON. */
  readonly body: Json;
}

export interface ReceivedEvent {
  readonly event: JobEvent;
  /** The fields of the message around it. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly receivedAt: number;
}

export interface Client {
  readonly url: string;
  request(method: string, path: string, init?: RequestInit): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** An object is sent as JSON, text and bytes as they are. */
  post(path: string, body?: object | string | Uint8Array, headers?: Record<string, string>): Promise<Answer>;
  /** Submits a job that must be accepted. */
  submit(body: object, headers?: Record<string, string>): Promise<TrainingJob>;
  job(id: string): Promise<Job>;
  /** A job's events, as they come, until the stream ends. */
  events(jobId: string, options?: { lastEventId?: string; signal?: AbortSignal }): AsyncGenerator<ReceivedEvent>;
}

export function createClient(url: string, key?: string): Client {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  async function request(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(url + path, { redirect: 'manual', ...init, method, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  const post: Client['post'] = (path, body, headers = {}) => {
    const plain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const type: Record<string, string> = plain ? {} : { 'content-type': 'application/json' };
    const bytes = plain ? (body as RequestInit['body']) : JSON.stringify(body);
    return request('POST', path, { headers: { ...type, ...headers }, ...(bytes !== undefined && { body: bytes }) });
  };

  async function* events(jobId: string, options: { lastEventId?: string; signal?: AbortSignal } = {}) {
    const { lastEventId, signal } = options;
    const headers = { ...authorization, ...(lastEventId && { 'last-event-id': lastEventId }) };
    const response = await fetch(`${url}/v1/jobs/${jobId}/events`, { headers, ...(signal && { signal }) });
    if (!response.ok || !response.body) throw new Error(`The events of ${jobId} answered ${response.status}.`);
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data, id, event } of messages) {
      yield { event: JSON.parse(data) as JobEvent, id, name: event, receivedAt: Date.now() };
    }
  }

  return {
    url,
    request,
    get: (path, headers = {}) => request('GET', path, { headers }),
    post,
    async submit(body, headers) {
      const { status, text, body: job } = await post('/v1/jobs', body, headers);
      if (status !== 202) throw new Error(`Expected a job to be accepted. Received: ${status} ${text}`);
      return job as TrainingJob;
    },
    async job(id) {
      const { status, text, body } = await request('GET', `/v1/jobs/${id}`);
      if (status !== 200) throw new Error(`Expected a job. Received: ${status} ${text}`);
      return body as Job;
    },
    events,
  };
}

/** Sends headers that `fetch` keeps to itself, such as `Host`. */
export function requestWith(url: string, options: http.RequestOptions, body?: string | Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const headers = new Headers();
        for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
        resolve({ status: response.statusCode ?? 0, headers, text, body: parsed(text) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are, and gives back all that comes until the server closes or a second passes in silence. */
export function sendRaw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let received = '';
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
