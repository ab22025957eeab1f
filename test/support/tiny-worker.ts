/** A worker whose importer is `tiny-importer.ts`, and whose trainer, if TINY_TRAINER is set, is `tiny-trainer.ts`. */
import { fileURLToPath } from 'node:url';
import { redisUrlOf } from '../../src/config.ts';
import { runProcess } from '../../src/process.ts';
import { startWorker } from '../../src/worker/worker.ts';

const programOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const programs = {
  importerProgram: programOf('tiny-importer.ts'),
  ...(process.env['TINY_TRAINER'] && { trainerProgram: programOf('tiny-trainer.ts') }),
};
await runProcess({
  name: 'worker',
  start: async (config, logger) => startWorker(config, logger, { redisUrl: redisUrlOf(config), ...programs }),
});
