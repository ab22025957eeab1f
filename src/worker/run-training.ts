/** One attempt at a training: gives it to a trainer, and passes on what that tells. */
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { Attempt, Results } from '../queue/index.ts';
import { type Child, startChild } from './child.ts';
import type { ChildPool } from './child-pool.ts';
import { runInChild } from './run-in-child.ts';
import type { TrainerMessage, WorkerMessage } from './trainer/messages.ts';

export type Trainer = Child<WorkerMessage, TrainerMessage>;

/** Starts a trainer and waits until it has loaded TensorFlow. @throws AppError ERR_TRAINER_DIED. */
export function startTrainer(config: Config, logger: Logger, signal: AbortSignal): Promise<Trainer> {
  // Each session of TensorFlow gets threads of its own: how many are best depends on the network.
  const environment = { TF_OVERRIDE_GLOBAL_THREADPOOL: '1' };
  return startChild({ name: 'trainer', death: 'ERR_TRAINER_DIED', config, logger, environment, signal });
}

/** @throws AppError what the trainer failed with, ERR_TRAINER_DIED if it died, ERR_CANCELLED if the attempt was aborted. */
export function runTraining(attempt: Attempt<'train'>, trainers: ChildPool<Trainer>): Promise<Results['train']> {
  const { jobId, requestId, number, specification } = attempt;
  return runInChild<WorkerMessage, TrainerMessage, Results['train']>({
    attempt,
    children: trainers,
    order: { type: 'train', jobId, requestId, attempt: number, specification },
    async receive(message, trainer) {
      if (message.type !== 'published') return passOn(message, attempt, trainer);
      attempt.published(message.version);
      return { version: message.version };
    },
  });
}

async function passOn(message: TrainerMessage, attempt: Attempt<'train'>, trainer: Trainer): Promise<undefined> {
  switch (message.type) {
    case 'training':
    case 'evaluating':
      await attempt.enter(message.type);
      return;
    case 'progress':
      attempt.progress(message.progress, message.metrics);
      return;
    case 'epoch':
      attempt.epoch(message.entry);
      return;
    case 'log':
      attempt.log(message.message);
      return;
    case 'evaluation':
      attempt.evaluation(message.evaluation);
      return;
    case 'learnt':
      // Asked of Redis, not assumed: a job that was cancelled or taken over meanwhile must not be published.
      if (await attempt.enter('publishing')) trainer.send({ type: 'publish' });
      return;
    default:
      return;
  }
}
