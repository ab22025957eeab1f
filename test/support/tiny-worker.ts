/** A worker whose importer is `tiny-importer.ts`. */
import { fileURLToPath } from 'node:url';
import { redisUrlOf } from '../../src/config.ts';
import { runProcess } from '../../src/process.ts';
import { startWorker } from '../../src/worker/worker.ts';

const importerProgram = fileURLToPath(new URL('tiny-importer.ts', import.meta.url));
await runProcess({
  name: 'worker',
  start: async (config, logger) => startWorker(config, logger, { redisUrl: redisUrlOf(config), importerProgram }),
});
