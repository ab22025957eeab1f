/**
 * The types of the client, made of the service's OpenAPI document. The service is put together as it is, but listens nowhere
 * and finds no Redis. Knows nothing of files.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { assembleServer } from '../../src/api/server.ts';
import { loadConfig } from '../../src/config.ts';

const HEADER = `/**
 * What the service takes and answers, by path and method. Made of its OpenAPI document by \`npm run client\`: not to be
 * changed by hand.
 */
`;
/** Nobody listens there: the service starts without Redis. */
const NO_REDIS = 'redis://127.0.0.1:1';
/** The generator builds syntax trees by TypeScript's own library, which the newest TypeScript has not. */
const TYPESCRIPT_5 = `export const resolve = (name, context, next) => next(name === 'typescript' ? 'typescript-5' : name, context);`;

/** @returns the text of `client/schema.ts`. */
export async function makeSchema(): Promise<string> {
  register(`data:text/javascript,${encodeURIComponent(TYPESCRIPT_5)}`);
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const nodes = await openapiTypescript(JSON.stringify(await readDocument()), {
    alphabetize: true,
    // What has a default may be left out.
    defaultNonNullable: false,
    // Of a part that no schema says anything about, anything may come.
    emptyObjectsUnknown: true,
  });
  return HEADER + astToString(nodes);
}

/** @returns the service's OpenAPI document. */
export async function readDocument(): Promise<object> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'epochd-client-'));
  const { app, close } = await assembleServer(loadConfig({ DATA_DIR: folder }), NO_REDIS, pino({ enabled: false }));
  try {
    const { statusCode, body } = await app.inject({ url: '/openapi.json', headers: { host: 'localhost' } });
    if (statusCode !== 200) throw new Error(`Expected the OpenAPI document. Received: ${statusCode} ${body}`);
    return JSON.parse(body);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
