/** A model, or one of its versions: `digits`, `digits@3`, `digits@production`. */
import { Alias } from './alias.ts';
import type { Connection } from './connection.ts';
import { dataOf, type Http } from './http.ts';
import { given } from './job.ts';
import type { CallOptions, ModelData, VersionData, VersionSummary } from './types.ts';

export interface PredictOptions extends CallOptions {
  /** How long the answer is worth waiting for; the service then drops the request (504). */
  readonly timeoutMs?: number | undefined;
  /** Of a file: how many of the likeliest labels are told. */
  readonly top?: number | undefined;
  /** Of a file with several labels: above which probability one is told. */
  readonly threshold?: number | undefined;
  /** Whoever has the same key is answered by the same version, where an alias tries some out. */
  readonly routingKey?: string | undefined;
  /** What bytes or a text are: `image/png`, `text/csv`. @default a blob's own; of a text `text/plain` */
  readonly type?: string | undefined;
}

/** Of a file, a text or a row, by a model that tells labels: the likeliest, and the next ones. */
export interface LabelPrediction {
  readonly label: string;
  readonly probability: number;
  readonly top: readonly { readonly label: string; readonly probability: number }[];
}

export interface Predictions<T> {
  readonly predictions: T[];
  /** That answered. NaN in a browser on another site, where the service does not show it. */
  readonly version: number;
}

const REFERENCE = /^([^@]+)(?:@([^@]+))?$/;
/** Of files whose browser does not know what they are. */
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  wav: 'audio/wav',
  csv: 'text/csv',
  txt: 'text/plain',
};

export class Model {
  /** Without what follows an `@`. */
  readonly name: string;
  /** The number of a version or the name of an alias; undefined: what the bare name means. */
  readonly version: string | undefined;
  readonly #http: Http;
  readonly #connection: Connection;

  /** @internal Models come from a client. */
  constructor(reference: string, http: Http, connection: Connection) {
    const [, name, version] = REFERENCE.exec(reference) ?? [];
    if (name === undefined) {
      throw new TypeError(
        `Expected a model such as "digits", "digits@3" or "digits@production". Received: "${reference}".`,
      );
    }
    this.name = name;
    this.version = version;
    this.#http = http;
    this.#connection = connection;
  }

  /**
   * Predicts instances: rows as objects or arrays, pictures and series as nested numbers, texts as strings. The answers have
   * the form of the network's outputs, as TensorFlow Serving tells them.
   */
  predict(instances: readonly unknown[], options?: PredictOptions): Promise<Predictions<unknown>>;
  /** Predicts a file (a picture, a sound, a text, a table's rows), or a text as a string: each by its label or number. */
  predict<T = LabelPrediction>(input: Blob | Uint8Array | string, options?: PredictOptions): Promise<Predictions<T>>;
  async predict(
    input: readonly unknown[] | Blob | Uint8Array | string,
    { timeoutMs, top, threshold, routingKey, type, signal }: PredictOptions = {},
  ): Promise<Predictions<unknown>> {
    const query = new URLSearchParams();
    if (top !== undefined) query.set('top', String(top));
    if (threshold !== undefined) query.set('threshold', String(threshold));
    const body = Array.isArray(input) ? JSON.stringify({ instances: input }) : (input as Blob | string);
    const headers: Record<string, string> = { 'content-type': mediaTypeOf(input, type) };
    if (timeoutMs !== undefined) headers['x-request-timeout-ms'] = String(timeoutMs);
    if (routingKey !== undefined) headers['x-routing-key'] = routingKey;
    const path = `${this.#path}:predict${query.size > 0 ? `?${query}` : ''}`;
    // A prediction changes nothing.
    const response = await this.#connection.request(
      path,
      { method: 'POST', body, headers },
      { signal, repeatable: true },
    );
    const { predictions } = (await response.json()) as { predictions: unknown[] };
    return { predictions, version: Number(response.headers.get('x-model-version') ?? Number.NaN) };
  }

  /** Its versions, aliases and what the bare name means. */
  get({ signal }: CallOptions = {}): Promise<ModelData> {
    return dataOf(this.#http.GET('/v1/models/{model}', { params: { path: { model: this.name } }, ...given(signal) }));
  }

  /** Its versions, oldest first. */
  async versions(options: CallOptions = {}): Promise<VersionSummary[]> {
    return (await this.get(options)).versions;
  }

  /** All of one version: network, preprocessing, labels, metrics, lineage. */
  manifest(version: number, { signal }: CallOptions = {}): Promise<VersionData> {
    const params = { path: { model: this.name, version } };
    return dataOf(this.#http.GET('/v1/models/{model}/versions/{version}', { params, ...given(signal) }));
  }

  /** Removes a version for good. @throws EpochdError 409 while an alias points at it. */
  async remove(version: number, { signal }: CallOptions = {}): Promise<void> {
    const params = { path: { model: this.name, version } };
    await this.#http.DELETE('/v1/models/{model}/versions/{version}', { params, ...given(signal) });
  }

  /** A name of a version that can be moved: `alias('production')`. */
  alias(name: string): Alias {
    return new Alias(this.name, name, this.#http);
  }

  get #path(): string {
    const model = `/v1/models/${encodeURIComponent(this.name)}`;
    if (this.version === undefined) return model;
    return `${model}/${/^\d+$/.test(this.version) ? 'versions' : 'labels'}/${encodeURIComponent(this.version)}`;
  }
}

function mediaTypeOf(input: readonly unknown[] | Blob | Uint8Array | string, given_: string | undefined): string {
  if (Array.isArray(input)) return 'application/json';
  if (given_ !== undefined) return given_;
  if (typeof input === 'string') return 'text/plain';
  const { type = '', name = '' } = input as { type?: string; name?: string };
  const known = type || TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
  if (known) return known;
  throw new TypeError('Expected the type of what is predicted, such as { type: "image/png" }. Received: none.');
}
