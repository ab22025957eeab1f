/**
 * One firing of a schedule: planned against what has the dataset's name at this moment, and made a job, unless the last one is
 * not done yet or has learnt from the same data.
 *
 * DESIGN A firing may be run twice: its worker died in the middle, or two have it. Its job has an id that follows from schedule
 * and time, so the second finds the job of the first. Two firings may also be run at the same time, by a client and by the
 * clock: whichever takes the next turn makes the job. A turn names its job before that is made, so the next firing knows of it
 * even if this one breaks off.
 */
import { AppError, codeOf } from '../errors.ts';
import {
  isFinished,
  type Job,
  type Jobs,
  jobIdOf,
  type Schedule,
  type ScheduleRun,
  type ScheduleStore,
  type Turn,
} from '../queue/index.ts';
import { type SubmissionParts, submitJob } from './submit-job.ts';

export interface Firing {
  /** When it was due. */
  readonly at: Date;
  readonly trigger: ScheduleRun['trigger'];
  readonly requestId: string;
}

export interface ScheduleParts extends SubmissionParts {
  readonly store: ScheduleStore;
}

/** The name of the metadata that tells a job's schedule. */
export const SCHEDULE_METADATA = 'schedule';
/** Longer than a firing is tried for. */
const SUBMITTING_BELIEVED_MS = 15 * 60_000;
const ABOUT_TO = 'The run before is about to make its job.';

/** @returns what became of it. @throws AppError of status 500 and above: it may be tried again. */
export async function runSchedule(schedule: Schedule, firing: Firing, parts: ScheduleParts): Promise<ScheduleRun> {
  const { store } = parts;
  const known = await store.run(schedule.name, firing.at);
  if (known && known.outcome !== 'submitting') return known;
  const run = await outcomeOf(schedule, firing, parts);
  await store.keepRun(schedule.name, run);
  return run;
}

/** Writes down that a firing could not be run. */
export async function noteRefusal(schedule: Schedule, at: Date, reason: string, store: ScheduleStore): Promise<void> {
  const run = { at: at.toISOString(), trigger: 'cron', outcome: 'refused', job: null, datasetDigest: null } as const;
  await store.keepRun(schedule.name, { ...run, reason });
}

async function outcomeOf(schedule: Schedule, firing: Firing, parts: ScheduleParts): Promise<ScheduleRun> {
  const { jobs, catalog, store } = parts;
  const { at, trigger, requestId } = firing;
  const { dataset, metadata } = schedule.job;
  const id = jobIdOf(schedule, at);
  const datasetDigest = (await catalog.manifest(dataset))?.digest ?? null;
  const told = { at: at.toISOString(), trigger, datasetDigest };
  if (await find(id, jobs)) return { ...told, outcome: 'submitted', job: id };
  const last = await store.lastTurn(schedule.name);
  if (last?.job !== id) {
    const obstacle = await obstacleOf(schedule, last, { datasetDigest, trigger }, parts);
    const next = { number: (last?.number ?? 0) + 1, job: id, at: told.at, datasetDigest };
    const reason = obstacle ?? ((await store.takeTurn(schedule.name, next)) ? undefined : ABOUT_TO);
    if (reason !== undefined) return { ...told, outcome: 'skipped', job: null, reason };
  }
  await store.keepRun(schedule.name, { ...told, outcome: 'submitting', job: id });
  try {
    const request = { ...schedule.job, metadata: { ...metadata, [SCHEDULE_METADATA]: schedule.name } };
    const job = await submitJob(id, request, requestId, parts);
    return { ...told, outcome: 'submitted', job: job.id };
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    return { ...told, outcome: 'refused', job: null, reason: `${error.code}: ${error.message}` };
  }
}

/** Why there is nothing to be done. */
async function obstacleOf(
  { name, unchanged }: Schedule,
  last: Turn | undefined,
  { datasetDigest, trigger }: Pick<ScheduleRun, 'datasetDigest' | 'trigger'>,
  { jobs, store }: ScheduleParts,
): Promise<string | undefined> {
  if (!last) return undefined;
  const job = await find(last.job, jobs);
  if (!job) {
    const run = await store.run(name, new Date(last.at));
    if (run?.outcome === 'refused') return undefined;
    if (run?.outcome !== 'submitted') {
      const isBelieved = Date.now() - Date.parse(last.at) < SUBMITTING_BELIEVED_MS;
      return isBelieved ? ABOUT_TO : undefined;
    }
  }
  if (job && !isFinished(job.status)) return `Job ${last.job}, of the run before, is ${job.status}.`;
  // One that failed or was cancelled has learnt nothing; of one that is forgotten by now that is not known.
  const learnt = job === undefined || job.status === 'succeeded';
  if (
    trigger === 'cron' &&
    unchanged === 'skip' &&
    learnt &&
    datasetDigest !== null &&
    datasetDigest === last.datasetDigest
  )
    return `The dataset is the one that job ${last.job} was submitted for.`;
  return undefined;
}

async function find(id: string, jobs: Jobs): Promise<Job | undefined> {
  try {
    return await jobs.get(id);
  } catch (error) {
    if (codeOf(error) === 'ERR_NOT_FOUND') return undefined;
    throw error;
  }
}
