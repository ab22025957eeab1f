/** One attempt at a training: gives it to a trainer, and passes on what that tells. */
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Attempt, Results } from '../queue/index.ts';
import { type Child, startChild } from './child.ts';
import type { ChildPool } from './child-pool.ts';
import { runInChild } from './run-in-child.ts';
import type { TrainerMessage, WorkerMessage } from './trainer/messages.ts';

export type Trainer = Child<WorkerMessage, TrainerMessage>;

/**
 * Starts a trainer and waits until it has loaded TensorFlow.
 * @param program another one than the trainer's own.
 * @throws AppError ERR_TRAINER_DIED.
 */
export function startTrainer(config: Config, logger: Logger, signal: AbortSignal, program?: string): Promise<Trainer> {
  // Each session of TensorFlow gets threads of its own: how many are best depends on the network.
  const environment = { TF_OVERRIDE_GLOBAL_THREADPOOL: '1' };
  return startChild({ name: 'trainer', program, death: 'ERR_TRAINER_DIED', config, logger, environment, signal });
}

/** A trainer writes its checkpoint after the step it is at; one that takes longer is killed, and an earlier one must do. */
const PAUSE_MS_MAX = 20_000;

/**
 * @returns the published version; `'paused'` where the attempt was to be paused, and was.
 * @param memoryBytesMax that the trainer may take.
 * @throws AppError what the trainer failed with, ERR_TRAINER_MEMORY, ERR_TRAINER_DIED if it died, ERR_CANCELLED if the attempt was aborted.
 */
export async function runTraining(
  attempt: Attempt<'train'>,
  trainers: ChildPool<Trainer>,
  memoryBytesMax: number,
): Promise<Results['train'] | 'paused'> {
  const { jobId, requestId, number, specification, pauseAt } = attempt;
  const isCandidate = attempt.sweep !== undefined;
  const pausing = createPausing(attempt);
  try {
    return await runInChild<WorkerMessage, TrainerMessage, Results['train'] | 'paused'>({
      attempt,
      children: trainers,
      memory: { bytesMax: memoryBytesMax, exceeded: (bytes) => tooMuchMemory(bytes, memoryBytesMax) },
      order: { type: 'train', jobId, requestId, attempt: number, specification, pauseAt, isCandidate },
      began: pausing.watch,
      async receive(message, trainer, memoryBytes) {
        pausing.see(message);
        if (message.type === 'paused') return 'paused';
        if (message.type !== 'published') return passOn(message, attempt, trainer, memoryBytes);
        if (message.version) attempt.published(message.version);
        return { version: message.version };
      },
    });
  } catch (error) {
    if (pausing.gaveUp() && !attempt.signal.aborted) return 'paused';
    throw error;
  } finally {
    pausing.end();
  }
}

interface Pausing {
  /** Asks this trainer, as soon as it is to be asked. */
  watch(trainer: Trainer): void;
  see(message: TrainerMessage): void;
  /** Whether the trainer was killed in order to pause. */
  gaveUp(): boolean;
  end(): void;
}

/**
 * Pauses a trainer: one that trains is asked, one that has not begun has nothing to keep and is killed at once. What it has
 * learnt completely is not taken from it: it may publish.
 */
function createPausing({ pauseAsked }: Attempt): Pausing {
  let trains = false;
  let learnt = false;
  let killed = false;
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  return {
    watch(trainer) {
      const kill = (): void => {
        if (learnt) return;
        killed = true;
        trainer.kill();
      };
      const pause = (): void => {
        if (trains) trainer.send({ type: 'pause' });
        timer = setTimeout(kill, trains ? PAUSE_MS_MAX : 0);
      };
      stop = () => pauseAsked.removeEventListener('abort', pause);
      if (pauseAsked.aborted) pause();
      else pauseAsked.addEventListener('abort', pause);
    },
    see({ type }) {
      trains ||= type === 'training';
      learnt ||= type === 'learnt';
    },
    gaveUp: () => killed,
    end() {
      clearTimeout(timer);
      stop();
    },
  };
}

const MIB = 1024 * 1024;

/** Nothing that a further attempt would do better. */
function tooMuchMemory(bytes: number, bytesMax: number): AppError {
  const [received, expected] = [bytes, bytesMax].map((each) => Math.round(each / MIB));
  return new AppError(
    'ERR_TRAINER_MEMORY',
    `Expected a training that takes at most ${expected} MiB of memory (TRAINER_MEMORY_BYTES). Received: one that took ` +
      `${received} MiB. A smaller batchSize or network takes less, and so does a smaller EXAMPLES_MEMORY_BYTES.`,
  );
}

async function passOn(
  message: TrainerMessage,
  attempt: Attempt<'train'>,
  trainer: Trainer,
  memoryBytes: number,
): Promise<undefined> {
  switch (message.type) {
    case 'training':
    case 'evaluating':
      await attempt.enter(message.type);
      return;
    case 'progress':
      attempt.progress({ ...message.progress, memoryBytes }, message.metrics);
      return;
    case 'epoch':
      attempt.epoch(message.entry);
      return;
    case 'resumed':
      attempt.resumed(message.history);
      return;
    case 'checkpoint': {
      const { epoch, step, bytes, seconds } = message;
      attempt.checkpoint({ epoch, step, bytes, seconds });
      return;
    }
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
