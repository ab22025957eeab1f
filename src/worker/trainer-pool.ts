/**
 * Keeps one trainer warm ahead of need, since loading TensorFlow takes up to a second. The next one is warmed when the
 * job before has had its start for itself.
 */
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { startTrainer, type Trainer } from './trainer-process.ts';

export interface TrainerPool {
  /** A trainer for one job. @throws AppError ERR_TRAINER_DIED if none gets ready. */
  take(): Promise<Trainer>;
  /** Kills the trainer that is kept warm, and keeps none any more. */
  close(): void;
}

const WARM_NEXT_AFTER_MS = 3000;

export function createTrainerPool(config: Config, logger: Logger): TrainerPool {
  let warm: Promise<Trainer> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();

  function warmNext(): void {
    if (closing.signal.aborted || warm) return;
    const started = startTrainer(config, logger, closing.signal);
    const forget = (): void => {
      if (warm === started) warm = undefined;
    };
    warm = started;
    started.then(
      (trainer) => {
        logger.debug({ trainer: trainer.pid }, 'trainer is warm');
        void trainer.ended.then(forget);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'trainer did not start');
        forget();
      },
    );
  }

  warmNext();
  return {
    async take() {
      clearTimeout(timer);
      const trainer = await (warm ?? startTrainer(config, logger, closing.signal));
      warm = undefined;
      timer = setTimeout(warmNext, WARM_NEXT_AFTER_MS);
      return trainer;
    },
    close() {
      closing.abort();
      clearTimeout(timer);
      warm?.then((trainer) => trainer.kill()).catch(() => undefined);
    },
  };
}
