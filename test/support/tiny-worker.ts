/** A worker whose importer is `tiny-importer.ts`, and whose trainer, if TINY_TRAINER is set, is `tiny-trainer.ts`. */
import { redisUrlOf } from '../../src/config.ts';
import { runProcess } from '../../src/process.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { programOf } from './program.ts';

const programs = {
  importerProgram: programOf('test/support/tiny-importer.ts'),
  ...(process.env['TINY_TRAINER'] && { trainerProgram: programOf('test/support/tiny-trainer.ts') }),
};
await runProcess({
  name: 'worker',
  start: async (config, logger) => startWorker(config, logger, { redisUrl: redisUrlOf(config), ...programs }),
});
