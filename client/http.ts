/** Every route, typed by the OpenAPI document: `http.GET('/v1/models/{model}', { params: { path: { model } } })`. */
import createFetchClient, { type Client } from 'openapi-fetch';
import type { Connection } from './connection.ts';
import { expectSuccess, notJson } from './errors.ts';
import type { paths } from './types.ts';

/** Each call gives `{ data, response }`; it throws EpochdError for an answer that is no success, as all of the client does. */
export type Http = Client<paths>;

export function createHttp({ baseUrl, headers, send }: Connection): Http {
  const http = createFetchClient<paths>({
    ...{ baseUrl, headers },
    // The body is kept by a copy for the next try. The waits between tries end with the call, too.
    fetch: (request) => send(() => request.clone(), { signal: request.signal }),
  });
  http.use({
    async onResponse({ response }) {
      await expectSuccess(response);
      return undefined;
    },
  });
  return http;
}

/** What a call answered, which is there since it would have thrown otherwise. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  try {
    const { data } = await call;
    return data as NonNullable<T>;
  } catch (error) {
    throw error instanceof SyntaxError ? notJson(200, error) : error;
  }
}
