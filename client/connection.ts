/**
 * The way to the service: the key, time limits, tries. A request that does no harm when it is sent twice is sent again where the
 * service says that it is busy (429, 503), or does not answer; at most so often, and after what `Retry-After` says. Knows no routes.
 */
import { EpochdUnreachableError, expectSuccess, retryAfterSeconds } from './errors.ts';
import { sleep } from './sleep.ts';
import { CLIENT_VERSION, fits } from './version.ts';

export interface ConnectionOptions {
  /** Where the service is: `https://epochd.example`. In a browser that loaded its page from the service, '' is enough. */
  readonly baseUrl: string;
  /** Sent as a bearer key, where the service has API_KEYS. */
  readonly apiKey?: string | undefined;
  /** In place of the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How often a request is sent again that may be. @default 3 */
  readonly retries?: number | undefined;
  /** How long an answer may take that is not a stream. @default 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Told once when the service is of another major or minor version. @default a warning on the console */
  readonly onMismatch?: ((versions: Versions) => void) | undefined;
}

export interface Versions {
  readonly client: string;
  readonly service: string;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent twice. @default for all methods but POST, and for those with an `Idempotency-Key` */
  readonly repeatable?: boolean | undefined;
  /** In place of the connection's; Infinity for none. */
  readonly timeoutMs?: number | undefined;
}

export interface Connection {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @returns an answer, whatever its status. @throws EpochdUnreachableError; the signal's reason. */
  send(make: () => Request, options?: SendOptions): Promise<Response>;
  /** @returns an answer that is a success. @throws EpochdError besides. */
  request(path: string, init?: RequestInit, options?: SendOptions): Promise<Response>;
}

const TIMEOUT_MS = 60_000;
const RETRIES = 3;
const FIRST_WAIT_MS = 250;
/** Between two tries. What asks for more patience is told to whoever called. */
const WAIT_MS_MAX = 10_000;
const BUSY = [429, 503];
const VERSION_HEADER = 'x-epochd-version';

export function createConnection(options: ConnectionOptions): Connection {
  const { apiKey, retries = RETRIES, timeoutMs = TIMEOUT_MS } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const headers: Readonly<Record<string, string>> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const compare = comparing(options.onMismatch);

  const send: Connection['send'] = async (make, { signal, repeatable, timeoutMs: limit = timeoutMs } = {}) => {
    for (let tries = 0; ; tries++) {
      const request = make();
      const again = tries < retries && (repeatable ?? mayRepeat(request));
      const backoff = Math.min(FIRST_WAIT_MS * 2 ** tries, WAIT_MS_MAX) * (0.5 + Math.random() / 2);
      try {
        const response = await attempt(request, signal, limit);
        compare(response.headers.get(VERSION_HEADER));
        const wait = (retryAfterSeconds(response.headers) ?? 0) * 1000 || backoff;
        if (!again || !BUSY.includes(response.status) || wait > WAIT_MS_MAX) return response;
        await response.body?.cancel();
        await sleep(wait, signal);
      } catch (error) {
        if (signal?.aborted || request.signal.aborted) throw error;
        if (!again) throw new EpochdUnreachableError(`${request.method} ${request.url}`, error);
        await sleep(backoff, signal);
      }
    }
  };

  async function attempt(request: Request, signal: AbortSignal | undefined, limit: number): Promise<Response> {
    const late = new AbortController();
    // Until the head of the answer: a body may be large, and is the caller's to read.
    const timer = Number.isFinite(limit)
      ? setTimeout(() => late.abort(new Error(`none within ${limit} ms`)), limit)
      : undefined;
    const signals = [late.signal, request.signal, ...(signal ? [signal] : [])];
    try {
      // Looked up at each call, since tools that watch a page replace it.
      return await (options.fetch ?? globalThis.fetch)(request, { signal: AbortSignal.any(signals) });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ...{ baseUrl, headers, send },
    async request(path, init = {}, sending = {}) {
      const all = { ...headers, ...(init.headers as Record<string, string> | undefined) };
      return expectSuccess(await send(() => new Request(baseUrl + path, { ...init, headers: all }), sending));
    },
  };
}

/** @returns what looks at each answer's version, and tells once that it does not fit. */
function comparing(tell: ConnectionOptions['onMismatch']): (service: string | null) => void {
  let told = false;
  return (service) => {
    if (told || service === null || fits(service)) return;
    told = true;
    if (tell) tell({ client: CLIENT_VERSION, service });
    else console.warn(`epochd ${service}, not ${CLIENT_VERSION}`);
  };
}

function mayRepeat({ method, headers }: Request): boolean {
  return method !== 'POST' || headers.has('idempotency-key');
}
