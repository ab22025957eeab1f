/**
 * One attempt at a job: gives it to a trainer, passes on what that tells, and kills it when the job is not to go on.
 */
import { AppError } from '../errors.ts';
import type { Attempt, VersionReference } from '../queue/index.ts';
import { isErrorCode } from './failures.ts';
import type { TrainerMessage } from './trainer/messages.ts';
import type { TrainerPool } from './trainer-pool.ts';
import type { Trainer } from './trainer-process.ts';

/** @throws AppError what the trainer failed with, ERR_TRAINER_DIED if it died, ERR_CANCELLED if the attempt was aborted. */
export async function runJob(attempt: Attempt, trainers: TrainerPool): Promise<VersionReference> {
  const trainer = await trainers.take();
  const kill = (): void => trainer.kill();
  attempt.signal.addEventListener('abort', kill);
  try {
    const { jobId, requestId, specification } = attempt;
    if (attempt.signal.aborted) throw new AppError('ERR_CANCELLED', 'The attempt was stopped before it began.');
    trainer.send({ type: 'train', jobId, requestId, specification });
    for (;;) {
      const message = await trainer.next();
      if (message.type === 'published') {
        attempt.published(message.version);
        return message.version;
      }
      await passOn(message, attempt, trainer);
    }
  } finally {
    attempt.signal.removeEventListener('abort', kill);
    trainer.kill();
  }
}

async function passOn(message: TrainerMessage, attempt: Attempt, trainer: Trainer): Promise<void> {
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
    case 'failed':
      throw new AppError(isErrorCode(message.code) ? message.code : 'ERR_INTERNAL', message.message);
    case 'ready':
    case 'published':
      return;
  }
}
