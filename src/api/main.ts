/** The api as a process: `npm run api`, or a child of `npm start`. With API_PROCESSES, the primary of several of itself. */
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { redisUrlOf } from '../config.ts';
import { type ProcessOptions, runProcess } from '../process.ts';
import { PROCESS_CLOSE_MS_MAX, startPrimary } from './processes/primary.ts';
import { joinSiblings } from './processes/siblings.ts';

const { worker } = cluster;

/** Loaded only by who serves: the primary would hold TensorFlow for nothing. */
const serve: ProcessOptions['start'] = async (config, logger) => {
  const { startServer } = await import('./server.ts');
  return startServer(config, redisUrlOf(config), logger, worker && joinSiblings(config.apiProcesses));
};

await runProcess(
  worker
    ? { name: `api ${worker.id}`, start: serve, closeMsMax: PROCESS_CLOSE_MS_MAX }
    : {
        name: 'api',
        async start(config, logger) {
          if (config.apiProcesses === 1) return serve(config, logger);
          redisUrlOf(config);
          return startPrimary(fileURLToPath(import.meta.url), config, logger);
        },
      },
);
