/** The api in this process, on a free port, with a Redis and a data folder of its own. It has no worker. */
import path from 'node:path';
import { startServer } from '../../src/api/server.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { type Client, createClient } from './client.ts';
import { createTestLog, type TestLog } from './log.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './waiting.ts';

export interface TestService {
  readonly url: string;
  readonly client: Client;
  readonly redis: TestRedis;
  readonly storage: Storage;
  readonly config: Config;
  readonly log: TestLog;
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Variables as the environment would set them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** One that the test keeps; by default the service's own, which ends with it. */
  readonly redis?: TestRedis;
}

export async function startService({ environment = {}, redis: given }: ServiceOptions = {}): Promise<TestService> {
  const redis = given ?? (await startRedis());
  const dataDir = await makeTemporaryFolder();
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', ...environment });
  const log = createTestLog('api');
  const server = await startServer(config, redis.url, log.logger);
  const client = createClient(server.url, config.apiKeys[0]);
  await waitFor('the service to be ready', async () => (await client.get('/health/ready')).status === 200);
  return {
    url: server.url,
    client,
    redis,
    storage: await openFileStorage(path.join(config.dataDir, 'storage')),
    config,
    log,
    async close() {
      await server.close();
      if (!given) await redis.kill();
    },
  };
}
