/** A worker as a process: `npm run worker`, or a child of `npm start`. */
import { loadConfig, redisUrlOf } from '../config.ts';
import { createLogger } from '../logger.ts';
import { runProcess } from '../process.ts';
import { startWorker } from './worker.ts';

const config = loadConfig();
const logger = createLogger('worker', config.logLevel);
await runProcess({ name: 'worker', logger, start: () => startWorker(config, redisUrlOf(config), logger) });
