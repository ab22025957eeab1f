/**
 * What clients ask of a job that is there: cancel, pause, resume. Which request is answered how in which state is written
 * down in `states.ts`; of several at once the script in Redis lets one be first.
 */
import type { Redis } from 'ioredis';
import { AppError, codeOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { archiveFinished, isJobId, type JobArchive, keepUnfinished } from './archive.ts';
import type { ChangeChannel } from './change-channel.ts';
import { changeJob, type JobChangeResult, type JobOutcome } from './change-job.ts';
import { childIds, unfinishedOf } from './children.ts';
import { wake } from './flow.ts';
import type { Job } from './job.ts';
import { type JobKind, KIND_TRAITS } from './job-kinds.ts';
import { dequeue, enqueue } from './job-queue.ts';
import { isPausing, readInternals } from './job-store.ts';
import { keepEventsNow } from './journal.ts';
import type { JobQueues, Restoration } from './restore.ts';
import { isFinished, type JobRequestName, type JobStatus, MOVES, type Move, REQUESTS } from './states.ts';

export interface JobRequests {
  /** @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if the job has ended or is being published. */
  cancel(id: string): Promise<Job>;
  /**
   * Takes a queued job out of the line, or asks the worker of a running one and waits some seconds for it.
   * @returns the paused job; one that is still `pausing` where its trainer takes longer.
   * @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if it is no training, paused, being published, or has ended.
   */
  pause(id: string): Promise<Job>;
  /**
   * @param pauseAt of a training for a sweep: after how many epochs it is to pause by itself again; default: as before.
   * @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if the job is not paused, ERR_QUEUE_FULL.
   */
  resume(id: string, pauseAt?: number): Promise<Job>;
}

export interface JobRequestParts {
  readonly redis: Redis;
  readonly archive: JobArchive;
  readonly queues: JobQueues;
  readonly restoration: Restoration;
  readonly channel: ChangeChannel;
  readonly logger: Logger;
  requireRoom(kind: JobKind): Promise<void>;
  get(id: string): Promise<Job>;
}

/** As long as clients like to wait; trainers write a checkpoint in less. */
const PAUSE_AWAITED_MS = 10_000;
/** A job may go on to its next state between two looks at it. */
const TRIES_MAX = 5;

const EXPECTED: Readonly<Record<JobRequestName, string>> = {
  cancel: 'queued, running or paused',
  pause: 'queued or running',
  resume: 'paused',
};

export function createJobRequests(parts: JobRequestParts): JobRequests {
  const { redis, archive, queues, restoration, channel, logger, get } = parts;

  /** Makes the first move of a request that is allowed. */
  async function make(
    id: string,
    name: JobRequestName,
    outcome: (move: Move) => Omit<JobOutcome, 'move'>,
  ): Promise<Made> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      let seen: JobChangeResult | undefined;
      for (const move of REQUESTS[name]) {
        const result = await changeJob(redis, { id, move, ...outcome(move) });
        if (result.changed) return { ...result, move };
        seen = result;
      }
      if (!seen?.status) {
        // Redis was emptied, and whoever restores what it had has not come to this job yet.
        if (!isJobId(id) || !(await restoration.one(id))) throw refusal(name, (await get(id)).status);
        continue;
      }
      const answers = REQUESTS[name].some((move: Move) => move.from.includes(seen?.status as JobStatus));
      if (!answers || (seen.status === 'running' && seen.phase === 'publishing')) throw refusal(name, seen.status);
    }
    throw new AppError('ERR_JOB_STATE', 'Expected a job that stays in one state. Received: one that keeps changing.');
  }

  async function cancel(id: string): Promise<Job> {
    const { kind } = await get(id);
    const { turn } = await make(id, 'cancel', () => ({
      fields: { finishedAt: new Date().toISOString() },
      events: [statusEvent('cancelled')],
    }));
    // A worker that finds the entry of a cancelled sweep cleans up after it.
    if (KIND_TRAITS[kind].waits) await wake(redis, queues, id);
    else await dequeue(queues[kind], { jobId: id, turn });
    await archiveFinished(redis, archive, id);
    await forChildren(id, cancel);
    await wakeParent(id);
    return get(id);
  }

  /** Asks the same of all unfinished jobs of a job; those that end meanwhile, or cannot, stay as they are. */
  async function forChildren(id: string, ask: (child: string) => Promise<Job>): Promise<void> {
    const internals = await readInternals(redis, id);
    const children = internals ? await unfinishedOf(redis, childIds(id, internals)) : [];
    await Promise.all(
      children.map((child) =>
        ask(child).catch((error: unknown) => {
          if (codeOf(error) !== 'ERR_JOB_STATE') throw error;
        }),
      ),
    );
  }

  async function wakeParent(id: string): Promise<void> {
    const parent = (await readInternals(redis, id))?.sweep?.id;
    if (parent !== undefined) await wake(redis, queues, parent);
  }

  async function pause(id: string): Promise<Job> {
    const { kind } = await get(id);
    if (!KIND_TRAITS[kind].pauses)
      throw new AppError('ERR_JOB_STATE', `Expected a training or a sweep. Received: a job of kind "${kind}".`);
    const { turn, move } = await make(id, 'pause', asksOrPauses);
    if (move.to === 'paused') await dequeue(queues[kind], { jobId: id, turn });
    // Nobody has it while it waits for its trainings: whoever takes its entry sees that it is to pause.
    else if (KIND_TRAITS[kind].waits) await wake(redis, queues, id);
    await keepUnfinished(redis, archive, id);
    await keepEventsNow(redis, archive, id, logger);
    if (move.to === 'running') await untilSettled(id);
    // If Redis was emptied meanwhile, the job that comes back is paused.
    await restoration.one(id);
    const job = await get(id);
    if (isFinished(job.status)) throw refusal('pause', job.status);
    await forChildren(id, pause);
    return job;
  }

  async function resume(id: string, pauseAt?: number): Promise<Job> {
    const { kind, priority } = await get(id);
    await parts.requireRoom(kind);
    const { turn } = await make(id, 'resume', () => ({
      fields: { tries: 0, deaths: 0, startedAt: null, ...(pauseAt !== undefined && { pauseAt }) },
      add: { turn: 1 },
      events: [statusEvent('queued')],
    }));
    const internals = await readInternals(redis, id);
    await keepUnfinished(redis, archive, id);
    if (internals) await enqueue(queues[kind], { jobId: id, turn, priority }, internals);
    return get(id);
  }

  /** Until it is not `pausing` any more, or the time is up. */
  async function untilSettled(id: string): Promise<void> {
    const signal = AbortSignal.timeout(PAUSE_AWAITED_MS);
    let wake: () => void = () => undefined;
    const stopListening = channel.listen(id, () => wake());
    signal.addEventListener('abort', () => wake());
    try {
      while (!signal.aborted) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        if (!(await isPausing(redis, id))) return;
        await changed;
      }
    } finally {
      stopListening();
    }
  }

  return { cancel, pause, resume };
}

type Made = JobChangeResult & { readonly move: Move };

function asksOrPauses(move: Move): Omit<JobOutcome, 'move'> {
  return move === MOVES.pause
    ? { events: [statusEvent('paused')] }
    : { fields: { pausing: true }, events: [{ type: 'status', data: { status: 'running', pausing: true } }] };
}

function statusEvent(status: JobStatus) {
  return { type: 'status' as const, data: { status } };
}

function refusal(name: JobRequestName, status: JobStatus): AppError {
  const received = status === 'running' && name !== 'resume' ? 'being published' : status;
  return new AppError('ERR_JOB_STATE', `Expected a job that is ${EXPECTED[name]}. Received: one that is ${received}.`);
}
