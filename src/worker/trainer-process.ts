/** A trainer seen from its worker: a child process that says `ready`, is given one job, and tells how it goes. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { logStandardError } from '../child-stderr.ts';
import { type Config, environmentOf } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { TrainerMessage, WorkerMessage } from './trainer/messages.ts';

export interface Trainer {
  readonly pid: number;
  send(message: WorkerMessage): void;
  /**
   * The next message.
   * @throws AppError ERR_TRAINER_DIED once the process has ended and all its messages were read.
   */
  next(): Promise<TrainerMessage>;
  /** Ends it at once; what it has not published is lost. */
  kill(): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

const READY_MS_MAX = 60_000;

/**
 * Starts a trainer and waits until it has loaded TensorFlow.
 * @param signal kills it if it is not ready yet.
 * @throws AppError ERR_TRAINER_DIED if it ends before, or takes longer than a minute.
 */
export async function startTrainer(config: Config, logger: Logger, signal: AbortSignal): Promise<Trainer> {
  const source = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./trainer/main.${source ? 'ts' : 'js'}`, import.meta.url));
  const child = fork(entry, {
    // Each session of TensorFlow gets threads of its own: how many are best depends on the network.
    env: { ...process.env, ...environmentOf(config), TF_OVERRIDE_GLOBAL_THREADPOOL: '1' },
    execArgv: source ? ['--import', import.meta.resolve('tsx')] : [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  logStandardError(child, logger);
  const trainer = over(child);
  const kill = (): void => trainer.kill();
  const timer = setTimeout(kill, READY_MS_MAX);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    await trainer.next();
    return trainer;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function over(child: ChildProcess): Trainer {
  const inbox: TrainerMessage[] = [];
  let death: AppError | undefined;
  let wake: () => void = () => undefined;
  child.on('message', (message) => {
    inbox.push(message as TrainerMessage);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    const die = (how: string): void => {
      death ??= new AppError('ERR_TRAINER_DIED', `The trainer ended before the job did: ${how}.`);
      wake();
      resolve();
    };
    // `close` rather than `exit`: then every message that was sent has been read.
    child.on('close', (code, signal) => die(signal ?? `exit code ${code}`));
    child.on('error', (error) => die(error.message));
  });

  return {
    pid: child.pid ?? 0,
    ended,
    send: (message) => void (child.connected && child.send(message)),
    async next() {
      while (inbox.length === 0 && !death) await new Promise<void>((resolve) => (wake = resolve));
      const message = inbox.shift();
      if (message) return message;
      throw death ?? new AppError('ERR_TRAINER_DIED', 'The trainer ended.');
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
