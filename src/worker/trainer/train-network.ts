/**
 * The training of one job's network: from its start or from the last checkpoint of an earlier attempt, to its end or to a
 * pause. Knows nothing of datasets nor of versions.
 */
import { type EpochEvent, type Network, type TrainingEvent, train } from '../../models/index.ts';
import type { HistoryEntry, JobSpecification } from '../../models/specification/index.ts';
import type { Checkpoints } from '../../registry/index.ts';
import { createCheckpointing } from './checkpointing.ts';
import type { TrainerMessage } from './messages.ts';
import type { PreparedJob } from './prepare-job.ts';

export interface TrainNetworkOptions {
  readonly jobId: string;
  /** Of the job's, from 1. */
  readonly attempt: number;
  readonly specification: JobSpecification;
  readonly checkpoints: Checkpoints;
  /** After so many epochs a checkpoint is written, and the job left. */
  readonly pauseAt?: number | undefined;
  /** Aborted: a checkpoint is written, and the job left. */
  readonly pause: AbortSignal;
  tell(message: TrainerMessage): void;
}

/**
 * @returns the history; undefined where it was paused.
 * @throws AppError ERR_LOSS_DIVERGED, ERR_UNAVAILABLE.
 */
export async function trainNetwork(
  network: Network,
  { examples, parts, validation }: PreparedJob,
  options: TrainNetworkOptions,
): Promise<readonly HistoryEntry[] | undefined> {
  const { jobId: job, attempt, specification, checkpoints, pause, pauseAt, tell } = options;
  const { training } = specification;
  tell({ type: 'training' });
  const from = await lastState(options);
  const keeper = createCheckpointing({
    seconds: training.checkpointSeconds,
    write: (state) => checkpoints.write(state, { job, specification }, attempt),
    tell,
  });
  // Whoever wants to stop a trainer for good kills it.
  const { signal } = new AbortController();
  const onEvent = (event: TrainingEvent): void => tell(messageOf(event));
  const { ending, history } = await train({
    ...{ network, training, examples, parts, validation, signal, pause, pauseAt, from, keeper, onEvent },
  });
  await keeper.settled();
  return ending === 'paused' ? undefined : history;
}

/** What an earlier attempt left of the job. */
async function lastState({ jobId: job, specification, checkpoints, tell }: TrainNetworkOptions) {
  const log = (message: string): void => tell({ type: 'log', message });
  const { state, refusals } = await checkpoints.newest({ job, specification });
  for (const refusal of refusals) log(`A checkpoint is not used: ${refusal}.`);
  if (!state) return undefined;
  const { epoch, step, history } = state;
  tell({ type: 'resumed', history, epoch, step });
  log(
    epoch > specification.training.epochs
      ? 'Resumed after the last epoch.'
      : `Resumed from epoch ${epoch}, step ${step}.`,
  );
  return state;
}

function messageOf(event: TrainingEvent): TrainerMessage {
  if (event.type === 'log') return event;
  if (event.type === 'epoch') return { type: 'epoch', entry: entryOf(event) };
  const { type, loss, figures, ...progress } = event;
  return { type, progress: { phase: 'training', ...progress }, metrics: { loss, ...figures } };
}

function entryOf({ type: _type, ...entry }: EpochEvent): HistoryEntry {
  return entry;
}
