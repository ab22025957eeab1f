/** The api as a process: `npm run api`, or a child of `npm start`. */
import { redisUrlOf } from '../config.ts';
import { runProcess } from '../process.ts';
import { startServer } from './server.ts';

await runProcess({ name: 'api', start: async (config, logger) => startServer(config, redisUrlOf(config), logger) });
