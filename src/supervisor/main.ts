/** The whole service as one process tree: `npm start`. */
import { runProcess } from '../process.ts';
import { startSupervisor } from './supervisor.ts';

/** The api, then the workers, then Redis: each may take its time, and SIGKILL ends what does not. */
const CLOSE_MS_MAX = 60_000;

await runProcess({
  name: 'supervisor',
  closeMsMax: CLOSE_MS_MAX,
  async start(config, logger) {
    const service = await startSupervisor(config, logger);
    logger.info(`ready: ${service.url}`);
    logger.info(`       ${service.url}/docs    the API`);
    logger.info(`       ${service.url}/queues  the line of jobs`);
    return service;
  },
});
