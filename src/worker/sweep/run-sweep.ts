/**
 * One look at a sweep: what its trainings have come to, what follows from it, and the waiting for what comes next. It trains
 * nothing; whoever publishes the best is this.
 *
 * DESIGN Every look begins with the records of the trainings, whose ids follow from the sweep's: whoever dies in the middle
 * of one leaves nothing that the next would do twice. What a look does is undone by none: a training that was submitted
 * for a sweep that was cancelled meanwhile is found by whoever clears up after it (`clear-sweep.ts`).
 */
import { AppError, codeOf } from '../../errors.ts';
import { type JobRequest, type TrialResult, trainingCount } from '../../models/specification/index.ts';
import {
  type Attempt,
  type ChildState,
  childId,
  isFinished,
  type Jobs,
  type Results,
  type Waiting,
} from '../../queue/index.ts';
import type { Registry, SweepLineage } from '../../registry/index.ts';
import {
  lastTraining,
  type PlanningParts,
  planJob,
  type SweepTraining,
  trainingsOfTrials,
  valuesOfTrials,
} from '../../submission/index.ts';
import { type Decision, decide, isActive, type Start, type Trial } from './decide.ts';
import { progressOf, tableOf } from './table.ts';

export interface SweepParts extends PlanningParts {
  readonly jobs: Jobs;
  readonly registry: Registry;
}

const REASONS_SHOWN = 3;

/**
 * @returns the version that was published, or which trainings are waited for.
 * @throws AppError ERR_SWEEP if no trial has come to its end, ERR_DATASET_UNKNOWN, ERR_UNAVAILABLE.
 */
export async function runSweep(attempt: Attempt<'sweep'>, parts: SweepParts): Promise<Results['sweep'] | Waiting> {
  const { specification, waitedSince } = attempt;
  if (waitedSince === null) await attempt.enter('searching');
  const trials = await readTrials(attempt, parts);
  const decision = decide(specification, trials, waitedSince === null);
  const table = tableOf(specification, trials, valuesOfTrials(specification), decision);
  await tell(attempt, trials, table, parts);
  for (const id of decision.cancel) await parts.jobs.cancel(id).catch(ignoreState);
  if (!decision.isOver) return { waitsFor: await goOn(attempt, trials, decision, parts) };
  const [best] = decision.left;
  if (best === undefined) throw allFailed(table);
  const training = specification.folds > 1 ? lastTraining(specification, best) : trials[best]?.trainings[0];
  if (!training) throw allFailed(table);
  const state = await stateOf(attempt, training, parts);
  if (state?.status === 'succeeded') return publish(attempt, state, table, parts);
  if (state?.status === 'failed' || state?.status === 'cancelled') throw lastFailed(state);
  return {
    waitsFor: await goOn(
      attempt,
      [{ trainings: [training], states: [state] }],
      onlyThat(attempt, training, state),
      parts,
    ),
  };
}

async function readTrials({ jobId, specification }: Attempt<'sweep'>, { jobs }: SweepParts): Promise<Trial[]> {
  const trainings = trainingsOfTrials(specification);
  const states = await jobs.children(trainings.flat().map(({ number }) => childId(jobId, number)));
  return trainings.map((each) => ({ trainings: each, states: each.map(({ number }) => states[number]) }));
}

async function stateOf({ jobId }: Attempt, { number }: SweepTraining, { jobs }: SweepParts) {
  return (await jobs.children([childId(jobId, number)]))[0];
}

/** The training with the best values after a cross-validation, as `decide` tells of others. */
function onlyThat(
  { waitedSince }: Attempt,
  training: SweepTraining,
  state: ChildState | undefined,
): Pick<Decision, 'submit' | 'resume'> {
  const resumes = state?.status === 'paused' && waitedSince === null;
  return {
    submit: state ? [] : [{ training, pauseAt: undefined }],
    resume: resumes ? [{ id: state.id, pauseAt: undefined }] : [],
  };
}

/** Starts what is to be started. @returns the trainings that are waited for. */
async function goOn(
  attempt: Attempt<'sweep'>,
  trials: readonly Trial[],
  { submit, resume }: Pick<Decision, 'submit' | 'resume'>,
  parts: SweepParts,
): Promise<string[]> {
  const { jobs } = parts;
  const waitsFor = trials.flatMap(({ states }) =>
    states.flatMap((state) => (isActive(state) ? (state?.id ?? []) : [])),
  );
  try {
    for (const { id, pauseAt } of resume) {
      if (isToStop(attempt)) return waitsFor;
      await jobs.resume(id, pauseAt).catch(ignoreState);
      waitsFor.push(id);
    }
    const { priority } = await jobs.get(attempt.jobId);
    for (const start of submit) {
      if (isToStop(attempt)) return waitsFor;
      waitsFor.push(await submitTraining(attempt, start, priority, parts));
    }
  } catch (error) {
    // The line is full: those that are in it are waited for, and the others are started then, or a while later.
    if (codeOf(error) !== 'ERR_QUEUE_FULL') throw error;
    attempt.log('The line of trainings is full: the others are started later.');
  }
  await leaveNoneBehind(attempt, waitsFor, parts);
  return waitsFor;
}

function isToStop({ signal, pauseAsked }: Attempt): boolean {
  return signal.aborted || pauseAsked.aborted;
}

async function submitTraining(
  { jobId, requestId, specification: sweep }: Attempt<'sweep'>,
  { training: { number, trial, fold, request }, pauseAt }: Start,
  priority: number | null,
  parts: SweepParts,
): Promise<string> {
  const id = childId(jobId, number);
  const { specification } = await planJob(request, parts, fold);
  if (specification.datasetDigest !== sweep.datasetDigest) throw otherDataset(request);
  await parts.jobs.submit({
    ...{ id, specification, metadata: request.metadata ?? {}, requestId, pauseAt },
    ...(priority !== null && { priority }),
    sweep: { id: jobId, trial: trial + 1, ...(fold && { fold: fold.index + 1 }) },
  });
  return id;
}

/** Whoever cancelled the sweep meanwhile did not see what was submitted since. */
async function leaveNoneBehind({ jobId }: Attempt, ids: readonly string[], { jobs }: SweepParts): Promise<void> {
  if (!isFinished((await jobs.get(jobId)).status)) return;
  for (const id of ids) await jobs.cancel(id).catch(ignoreState);
}

/** Tells of the trials, if anything is new. */
async function tell(
  attempt: Attempt<'sweep'>,
  trials: readonly Trial[],
  table: readonly TrialResult[],
  { jobs }: SweepParts,
): Promise<void> {
  const { specification, jobId } = attempt;
  if (JSON.stringify(table) === JSON.stringify(attempt.trials)) return;
  const { startedAt } = await jobs.get(jobId);
  const seconds = startedAt === null ? 0 : (Date.now() - Date.parse(startedAt)) / 1000;
  const progress = progressOf({ specification, trials, table, phase: 'searching', seconds });
  const best = progress.trials?.best;
  attempt.searched(table, progress, best ? { [specification.metric]: best.metric } : {});
}

async function publish(
  attempt: Attempt<'sweep'>,
  { id }: ChildState,
  table: readonly TrialResult[],
  { jobs, registry }: SweepParts,
): Promise<Results['sweep'] | Waiting> {
  const { model } = attempt.specification.job;
  // Asked of Redis, not assumed: a sweep that was cancelled or taken over meanwhile must not publish.
  if (!(await attempt.enter('publishing'))) return { waitsFor: [] };
  const version = await registry.publishCandidate(model, id, lineageOf(attempt, table));
  attempt.published(version);
  const submitted = (await jobs.children(childIdsOf(attempt))).flatMap((state) => state?.id ?? []);
  // The version is there, whatever the store says of what nobody needs any more.
  await registry.removeCandidates(model, submitted, id).catch(() => attempt.log('Weights of other trials are left.'));
  return { version };
}

function childIdsOf({ jobId, specification }: Attempt<'sweep'>): string[] {
  return Array.from({ length: trainingCount(specification) }, (_, number) => childId(jobId, number));
}

function lineageOf({ jobId, specification }: Attempt<'sweep'>, [best]: readonly TrialResult[]): SweepLineage {
  const { trial = 1, values = {}, metric, std } = best ?? {};
  return {
    ...{ job: jobId, trial, values },
    metric: { name: specification.metric, value: metric ?? 0, ...(std !== undefined && { std }) },
  };
}

/** Of a training that has ended, or was paused or resumed by somebody else: the next look tells. */
function ignoreState(error: unknown): void {
  if (codeOf(error) !== 'ERR_JOB_STATE') throw error;
}

function allFailed(table: readonly TrialResult[]): AppError {
  const reasons = table.flatMap(({ trial, error }) => (error ? [`trial ${trial}: ${error.message}`] : []));
  const more = reasons.length > REASONS_SHOWN ? ` And ${reasons.length - REASONS_SHOWN} more.` : '';
  const shown = reasons.slice(0, REASONS_SHOWN).join(' ');
  return new AppError(
    'ERR_SWEEP',
    `Expected a trial that comes to its end. Received: ${table.length} that failed or were cancelled${shown ? `; ${shown}` : '.'}${more}`,
  );
}

function lastFailed({ status, error }: ChildState): AppError {
  const received = error ? `one that failed: ${error.message}` : `one that was ${status}.`;
  return new AppError('ERR_SWEEP', `Expected a training with the best values. Received: ${received}`);
}

function otherDataset({ dataset }: JobRequest): AppError {
  return new AppError(
    'ERR_DATASET_UNKNOWN',
    `Expected the dataset "${dataset}" of the submission. Received: another of the same name.`,
  );
}
