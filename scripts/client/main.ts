/**
 * `npm run client`: makes the client's types anew, after a route or a schema has changed. The service is put together as it is, but
 * listens nowhere and finds no Redis.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { assembleServer } from '../../src/api/server.ts';
import { loadConfig } from '../../src/config.ts';
import { makeSchema } from './schema.ts';

/** Nobody listens there: the service starts without Redis. */
const NO_REDIS = 'redis://127.0.0.1:1';

const folder = await mkdtemp(path.join(os.tmpdir(), 'epochd-client-'));
const { app } = await assembleServer(loadConfig({ DATA_DIR: folder }), NO_REDIS, pino({ enabled: false }));
const { statusCode, body } = await app.inject({ url: '/openapi.json', headers: { host: 'localhost' } });
if (statusCode !== 200) throw new Error(`Expected the OpenAPI document. Received: ${statusCode} ${body}`);
await writeFile(new URL('../../client/schema.ts', import.meta.url), await makeSchema(JSON.parse(body)));
await rm(folder, { recursive: true, force: true });
process.stdout.write('client/schema.ts is what the service documents.\n');
// Closing would wait for a Redis that is not there.
process.exit();
