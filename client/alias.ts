/** An alias of a model: moved, tried out, taken back, looked back at. */
import { EpochdError } from './errors.ts';
import { dataOf, type Http } from './http.ts';
import { given } from './job.ts';
import type { AliasData, AliasRequest, AliasTraffic, CallOptions } from './types.ts';

export interface MoveOptions extends CallOptions {
  /** Only if the alias is still at this revision; 0: only if there is none yet. @throws EpochdError 412 otherwise. */
  readonly ifRevision?: number | undefined;
}

export class Alias {
  readonly model: string;
  readonly name: string;
  readonly #http: Http;

  /** @internal Aliases come from a model. */
  constructor(model: string, name: string, http: Http) {
    this.model = model;
    this.name = name;
    this.#http = http;
  }

  /** Where it points; null where there is none. */
  async get({ signal }: CallOptions = {}): Promise<AliasData | null> {
    try {
      const params = { path: this.#path };
      return await dataOf(this.#http.GET('/v1/models/{model}/aliases/{alias}', { params, ...given(signal) }));
    } catch (error) {
      if (error instanceof EpochdError && error.status === 404) return null;
      throw error;
    }
  }

  /** Points it at a version, by number or with what is tried out beside it: `{ version: 3, canaries: [{ version: 4, share: 0.1 }] }`. */
  set(to: number | AliasRequest, { signal, ifRevision }: MoveOptions = {}): Promise<AliasData> {
    const params = { path: this.#path, header: conditionOf(ifRevision) };
    const body = typeof to === 'number' ? { version: to } : to;
    return dataOf(this.#http.PUT('/v1/models/{model}/aliases/{alias}', { params, body, ...given(signal) }));
  }

  /** Takes it back to what it was before. */
  rollback({ signal, ifRevision }: MoveOptions = {}): Promise<AliasData> {
    const params = { path: this.#path, header: conditionOf(ifRevision) };
    return dataOf(this.#http.POST('/v1/models/{model}/aliases/{alias}/rollback', { params, ...given(signal) }));
  }

  /** Who moved it, when and why, newest first. */
  async history({ signal }: CallOptions = {}): Promise<AliasData[]> {
    const params = { path: this.#path };
    const path = '/v1/models/{model}/aliases/{alias}/history';
    return (await dataOf(this.#http.GET(path, { params, ...given(signal) }))).data;
  }

  /** How the versions that it divides its requests between answer. */
  traffic({ signal }: CallOptions = {}): Promise<AliasTraffic> {
    const params = { path: this.#path };
    return dataOf(this.#http.GET('/v1/models/{model}/aliases/{alias}/traffic', { params, ...given(signal) }));
  }

  /** Removes it. */
  async remove({ signal, ifRevision }: MoveOptions = {}): Promise<void> {
    const params = { path: this.#path, header: conditionOf(ifRevision) };
    await this.#http.DELETE('/v1/models/{model}/aliases/{alias}', { params, ...given(signal) });
  }

  get #path() {
    return { model: this.model, alias: this.name };
  }
}

function conditionOf(revision: number | undefined): { 'if-match'?: string; 'if-none-match'?: '*' } {
  if (revision === undefined) return {};
  return revision === 0 ? { 'if-none-match': '*' } : { 'if-match': `"${revision}"` };
}
