/** A worker as a process: `npm run worker`, or a child of `npm start`. */
import { redisUrlOf } from '../config.ts';
import { runProcess } from '../process.ts';
import { startWorker } from './worker.ts';

await runProcess({
  name: 'worker',
  start: async (config, logger) => startWorker(config, logger, { redisUrl: redisUrlOf(config) }),
});
