/**
 * The whole service on one machine: Redis unless there is one, the api, the workers; started in that order and
 * closed in the reverse. Knows nothing of HTTP, jobs or networks.
 */
import { type Config, environmentOf } from '../config.ts';
import type { Logger } from '../logger.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { startEmbeddedRedis } from './embedded-redis.ts';
import { startServiceProcess } from './service-process.ts';

export interface RunningService {
  /** Where the api listens. */
  readonly url: string;
  /** Ends everything, in bounded time. */
  close(): Promise<void>;
}

/**
 * Starts the service.
 * @returns once the api and all workers are ready.
 * @throws Error when something cannot start, or another service runs on the same data folder; nothing is left running.
 */
export async function startSupervisor(config: Config, logger: Logger): Promise<RunningService> {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let next = opened.pop(); next; next = opened.pop()) await next();
  };
  try {
    const redisUrl = config.redisUrl ?? (await openRedis(config, logger, opened));
    const environment: NodeJS.ProcessEnv = { ...environmentOf(config), REDIS_URL: redisUrl };
    const workers = Array.from({ length: config.workers }, () =>
      startServiceProcess('worker', () => environment, logger),
    );
    opened.push(async () => void (await Promise.all(workers.map((worker) => worker.close()))));
    const api = startServiceProcess('api', () => environment, logger, config.apiProcesses);
    opened.push(() => api.close());
    const [url = ''] = await Promise.all([api.ready, ...workers.map((worker) => worker.ready)]);
    // Asked for any free port: a restarted api must come back where its clients know it.
    environment['PORT'] = new URL(url).port || environment['PORT'];
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only a Redis of our own needs the folder to itself: services that share one from outside may share a folder too. */
async function openRedis(config: Config, logger: Logger, opened: (() => Promise<void> | void)[]): Promise<string> {
  opened.push(lockDataDir(config.dataDir));
  const redis = await startEmbeddedRedis(config.dataDir, logger);
  opened.push(() => redis.close());
  return redis.url;
}
