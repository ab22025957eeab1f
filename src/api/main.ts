/** The api as a process: `npm run api`, or a child of `npm start`. */
import { loadConfig, redisUrlOf } from '../config.ts';
import { createLogger } from '../logger.ts';
import { runProcess } from '../process.ts';
import { startServer } from './server.ts';

const config = loadConfig();
const logger = createLogger('api', config.logLevel);
await runProcess({ name: 'api', logger, start: () => startServer(config, redisUrlOf(config), logger) });
