/**
 * Sends a form and tells how far it is. A browser tells that of XMLHttpRequest only; elsewhere a stream is counted as it is
 * read. Knows nothing of datasets.
 */
import type { Connection } from './connection.ts';
import { EpochdUnreachableError, expectSuccess } from './errors.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  /** Of the files; the form around them is counted as sent, but not here. */
  readonly totalBytes: number;
}

export interface SendFormOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly totalBytes: number;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @returns a success. @throws EpochdError, EpochdUnreachableError, the signal's reason. */
export async function sendForm(connection: Connection, path: string, form: FormData, options: SendFormOptions) {
  const { headers, onProgress, signal } = options;
  if (!onProgress) {
    const init = { method: 'POST', body: form, headers };
    // The same bytes under the same name are the same dataset.
    return connection.request(path, init, { signal, repeatable: true, timeoutMs: Number.POSITIVE_INFINITY });
  }
  const xhr = newXhr();
  const response = xhr
    ? await sendByXhr(xhr, connection, path, form, { ...options, onProgress })
    : await sendByStream(connection, path, form, { ...options, onProgress });
  return expectSuccess(response);
}

type Reporting = SendFormOptions & { readonly onProgress: (progress: UploadProgress) => void };

async function sendByStream(
  connection: Connection,
  path: string,
  form: FormData,
  options: Reporting,
): Promise<Response> {
  const { headers, totalBytes, onProgress, signal } = options;
  let sentBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sentBytes += chunk.byteLength;
      onProgress({ sentBytes: Math.min(sentBytes, totalBytes), totalBytes });
      controller.enqueue(chunk);
    },
  });
  const whole = new Request(connection.baseUrl + path, { method: 'POST', body: form });
  const type = whole.headers.get('content-type') ?? 'multipart/form-data';
  // What was given up is not read to its end, which may be gigabytes away.
  const over = new AbortController();
  const body = whole.body?.pipeThrough(counter, { signal: over.signal }) ?? null;
  const init = {
    ...{ method: 'POST', body, duplex: 'half' as const },
    headers: { ...connection.headers, ...headers, 'content-type': type },
  };
  // A stream can be read once.
  const sending = { signal, repeatable: false, timeoutMs: Number.POSITIVE_INFINITY };
  try {
    return await connection.send(() => new Request(connection.baseUrl + path, init), sending);
  } finally {
    over.abort();
  }
}

/** As much of XMLHttpRequest as is used: Node's types have none. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: FormData): void;
  abort(): void;
}

function newXhr(): Xhr | undefined {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => unknown };
  return XMLHttpRequest && (new XMLHttpRequest() as Xhr);
}

function sendByXhr(
  xhr: Xhr,
  connection: Connection,
  path: string,
  form: FormData,
  { headers, totalBytes, onProgress, signal }: Reporting,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = (): void => xhr.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const settle = (end: () => void): void => {
      signal?.removeEventListener('abort', abort);
      end();
    };
    xhr.open('POST', connection.baseUrl + path);
    for (const [name, value] of Object.entries({ ...connection.headers, ...headers })) {
      xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = ({ loaded }) => onProgress({ sentBytes: Math.min(loaded, totalBytes), totalBytes });
    xhr.onload = () => {
      const init = { status: xhr.status, headers: readHeaders(xhr.getAllResponseHeaders()) };
      settle(() => resolve(new Response(xhr.responseText, init)));
    };
    xhr.onerror = () => settle(() => reject(new EpochdUnreachableError(`POST ${path}`, 'a connection that broke')));
    xhr.onabort = () => settle(() => reject(signal?.reason));
    xhr.send(form);
  });
}

function readHeaders(text: string): Headers {
  const headers = new Headers();
  for (const line of text.trim().split(/[\r\n]+/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return headers;
}
