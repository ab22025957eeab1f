/** The whole service as one process tree: `npm start`. */
import { loadConfig } from '../config.ts';
import { messageOf } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { runProcess } from '../process.ts';
import { startSupervisor } from './supervisor.ts';

/** The api, then the workers, then Redis: each may take its time, and SIGKILL ends what does not. */
const CLOSE_MS_MAX = 60_000;

try {
  const config = loadConfig();
  const logger = createLogger('supervisor', config.logLevel);
  await runProcess({
    name: 'supervisor',
    logger,
    closeMsMax: CLOSE_MS_MAX,
    async start() {
      const service = await startSupervisor(config, logger);
      logger.info(`ready: dashboard ${service.url}/`);
      logger.info(`       queues    ${service.url}/queues`);
      logger.info(`       docs      ${service.url}/docs`);
      return service;
    },
  });
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
