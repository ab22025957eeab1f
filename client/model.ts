/** A model, or one of its versions: `digits`, `digits@3`, `digits@production`. */
import { Alias } from './alias.ts';
import type { Connection } from './connection.ts';
import { jsonOf } from './errors.ts';
import { downloadVersion, type ExportFormat, type ImportVersionCall, importVersion } from './exchange.ts';
import type { UploadFile } from './files.ts';
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

export interface ExplainOptions extends CallOptions {
  readonly method?: 'integratedGradients' | 'occlusion' | undefined;
  /** A label, or the name of a number. @default the likeliest */
  readonly target?: string | undefined;
  /** `probability`, or what comes before it: `logit`. */
  readonly output?: 'probability' | 'logit' | undefined;
  /** What the input is compared with, by a name that the kind of data has. */
  readonly baseline?: string | undefined;
  /** Of bytes or a text. @default as in predictions */
  readonly type?: string | undefined;
}

export interface Explanations {
  /** What the answer rests on, by the kind of data: columns, tokens, attributions. */
  readonly explanations: Readonly<Record<string, unknown>>[];
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
    const { predictions } = await jsonOf<{ predictions: unknown[] }>(response);
    return { predictions, version: Number(response.headers.get('x-model-version') ?? Number.NaN) };
  }

  /** What in an input the answer rests on. */
  async explain(
    input: readonly unknown[] | Blob | Uint8Array | string,
    options: ExplainOptions = {},
  ): Promise<Explanations> {
    const response = await this.#explain(input, options, 'application/json');
    const { explanations } = await jsonOf<Pick<Explanations, 'explanations'>>(response);
    return { explanations, version: Number(response.headers.get('x-model-version') ?? Number.NaN) };
  }

  /** The same of a picture or a sound as a picture, PNG: red speaks for the answer, blue against it. */
  async heatMap(input: readonly unknown[] | Blob | Uint8Array | string, options: ExplainOptions = {}): Promise<Blob> {
    return (await this.#explain(input, options, 'image/png')).blob();
  }

  /** A version as a file of another tool, to be read as bytes or as it comes. */
  download(version: number, format: ExportFormat, options: CallOptions = {}): Promise<Response> {
    const path = `/v1/models/${encodeURIComponent(this.name)}/versions/${version}`;
    return downloadVersion(this.#connection, path, format, options);
  }

  /** Makes a version of a model that was trained elsewhere, or exported by a service like this one. */
  importVersion(files: UploadFile | readonly UploadFile[], call: ImportVersionCall = {}): Promise<VersionData> {
    return importVersion(this.#connection, this.name, files, call);
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

  #explain(
    input: readonly unknown[] | Blob | Uint8Array | string,
    { type, signal, ...asked }: ExplainOptions,
    accept: string,
  ): Promise<Response> {
    const given_ = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const json = Array.isArray(input);
    const query = new URLSearchParams(json ? [] : given_);
    const body = json ? JSON.stringify({ instances: input, ...Object.fromEntries(given_) }) : (input as Blob | string);
    const headers = { 'content-type': mediaTypeOf(input, type), accept };
    const path = `${this.#path}:explain${query.size > 0 ? `?${query}` : ''}`;
    return this.#connection.request(path, { method: 'POST', body, headers }, { signal, repeatable: true });
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
