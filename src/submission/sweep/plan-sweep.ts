/** From the body of a request to a sweep with nothing left open; refuses one of whose trials any could never be trained. */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AppError, type ErrorCode, type Problem } from '../../errors.ts';
import {
  estimateSeconds,
  factorOf,
  JobRequest,
  type JobSpecification,
  monitorProblems,
  resolveSweep,
  type SweepRequest,
  type SweepSpecification,
  trainingCount,
} from '../../models/specification/index.ts';
import { validator } from '../../validation.ts';
import { versionName } from '../known-version.ts';
import { type PlannedJob, type PlanningParts, planJob } from '../plan-job.ts';
import { spacePointer } from './fields.ts';
import { epochsInAll, rungsOf } from './rungs.ts';
import { epochsOf, sweepProblems, trialCount } from './sweep-problems.ts';
import { trainingsOfTrials } from './trainings.ts';
import { type Values, valuesOfTrials } from './trials.ts';

const SEED_LIMIT = 2 ** 32;
const PROBLEMS_MAX = 20;
const TRIALS_SHOWN = 8;
const requestProblems = validator(JobRequest);

export interface PlannedTrial {
  /** From 1. */
  readonly trial: number;
  readonly values: Values;
  /** Of all its folds, trained to their end. */
  readonly estimatedSeconds: number;
}

export interface PlannedSweep {
  readonly specification: SweepSpecification;
  readonly trials: readonly PlannedTrial[];
  readonly trainings: number;
  /** Of training in all, one after the other, with those that are given up taken into account. */
  readonly estimatedSeconds: number;
}

/** What is wrong with one trial. */
interface TrialFailure {
  readonly trial: number;
  readonly code: ErrorCode;
  readonly problem: Problem;
}

/**
 * Plans all trials of a sweep, and queues nothing.
 * @throws AppError ERR_SWEEP, or what all trials fail with: everything that can be told at once, with pointers into the body.
 */
export async function planSweep(request: SweepRequest, parts: PlanningParts): Promise<PlannedSweep> {
  refuse('ERR_SWEEP', sweepProblems(request));
  const open = specificationOf(request);
  const values = valuesOfTrials(open);
  const failures: TrialFailure[] = [];
  const trials: PlannedTrial[] = [];
  const needs = { datasets: {} as Record<string, string>, versions: {} as Record<string, string> };
  for (const [trial, [training]] of trainingsOfTrials(open).entries()) {
    if (!training) continue;
    const planned = await planTrial(training.request, open, parts);
    if ('failures' in planned) {
      failures.push(...planned.failures.map((failure) => ({ ...failure, trial })));
      continue;
    }
    noteNeeds(planned.specification, needs);
    const estimatedSeconds = rounded(secondsOf(planned) * open.folds);
    trials.push({ trial: trial + 1, values: values[trial] ?? {}, estimatedSeconds });
  }
  if (failures.length > 0) throw refusalOf(failures, values);
  return {
    specification: { ...open, datasetDigest: needs.datasets[request.job.dataset] ?? '', needs },
    trials,
    trainings: trainingCount(open),
    estimatedSeconds: rounded(secondsInAll(open, trials, request)),
  };
}

/** What a trial cannot be trained without, and what its reference to a version means at this moment. */
function noteNeeds(
  { request, dataset, datasetDigest, validation, base }: JobSpecification,
  { datasets, versions }: { datasets: Record<string, string>; versions: Record<string, string> },
): void {
  datasets[dataset] = datasetDigest;
  if (validation) datasets[validation.dataset] = validation.datasetDigest;
  if (base && request.baseModel !== undefined) versions[request.baseModel] = versionName(base);
}

function specificationOf(request: SweepRequest): SweepSpecification {
  const resolved = resolveSweep(request);
  const { search } = resolved;
  const trials = trialCount(request);
  const { job } = request;
  const seed = job.training?.seed ?? randomInt(SEED_LIMIT);
  const halves = search.strategy === 'successiveHalving';
  return {
    ...resolved,
    job: { ...job, training: { ...job.training, seed } },
    seed: (search.strategy === 'grid' ? undefined : search.seed) ?? seed,
    trials,
    rungs: halves ? rungsOf(trials, epochsOf(request), factorOf(search), search.minEpochs) : [],
    datasetDigest: '',
    needs: { datasets: {}, versions: {} },
  };
}

async function planTrial(
  request: JobRequest,
  { folds, metric: monitor }: SweepSpecification,
  parts: PlanningParts,
): Promise<PlannedJob | { readonly failures: readonly Omit<TrialFailure, 'trial'>[] }> {
  const malformed = requestProblems(request);
  if (malformed.length > 0) return { failures: malformed.map((problem) => ({ code: 'ERR_SWEEP', problem })) };
  try {
    const fold = folds > 1 ? { count: folds, index: 0 } : undefined;
    const planned = await planJob(request, parts, fold);
    const { training, data, validation } = planned.specification;
    const validates = validation !== undefined || data.split.validation > 0;
    const unknown = monitorProblems('/metric', { monitor, metrics: training.metrics, validates });
    return unknown.length > 0 ? { failures: unknown.map((problem) => ({ code: 'ERR_SWEEP', problem })) } : planned;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const { code, message } = error;
    const problems = error.problems.length > 0 ? error.problems : [{ pointer: '', detail: message }];
    return { failures: problems.map((problem) => ({ code, problem })) };
  }
}

/** Each thing that is wrong once, with the trials in which it is. */
function refusalOf(failures: readonly TrialFailure[], values: readonly Values[]): AppError {
  const groups = new Map<string, TrialFailure[]>();
  for (const failure of failures) {
    const { pointer, detail } = failure.problem;
    const key = `${pointer} ${detail}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  const problems = [...groups.values()].slice(0, PROBLEMS_MAX).map((group) => problemOf(group, values));
  const codes = new Set(failures.map(({ code }) => code));
  const [code = 'ERR_SWEEP'] = codes;
  return refusal(codes.size === 1 ? code : 'ERR_SWEEP', problems);
}

function problemOf(group: readonly TrialFailure[], values: readonly Values[]): Problem {
  const { trial, problem } = group[0] as TrialFailure;
  const fields = Object.keys(values[trial] ?? {});
  const field = fields.find((name) => isAlong(problem.pointer, name));
  const pointer = field === undefined ? bodyPointer(problem.pointer) : spacePointer(field);
  if (group.length === values.length && field === undefined) return { pointer, detail: problem.detail };
  const numbers = group.slice(0, TRIALS_SHOWN).map((each) => each.trial + 1);
  const more = group.length > numbers.length ? `, and ${group.length - numbers.length} more` : '';
  const which = `${group.length > 1 ? 'Trials' : 'Trial'} ${numbers.join(', ')}${more}`;
  return { pointer, detail: `${problem.detail} ${which}: ${JSON.stringify(values[trial]).slice(0, 200)}.` };
}

/** Whether one of two pointers leads to the other. */
function isAlong(pointer: string, other: string): boolean {
  return pointer === other || pointer.startsWith(`${other}/`) || (pointer !== '' && other.startsWith(`${pointer}/`));
}

function bodyPointer(pointer: string): string {
  return pointer === '/metric' || pointer === '/folds' ? pointer : `/job${pointer}`;
}

function secondsOf({ plan, specification, trainingExamples }: PlannedJob): number {
  return estimateSeconds(plan, specification.training, trainingExamples, availableParallelism());
}

function secondsInAll(
  { rungs, folds, trials: count }: SweepSpecification,
  trials: readonly PlannedTrial[],
  request: SweepRequest,
): number {
  const whole = trials.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const epochs = epochsOf(request);
  const share = rungs.length > 0 ? epochsInAll(count, epochs, rungs) / (count * epochs) : 1;
  return whole * share + (folds > 1 ? whole / count / folds : 0);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function refuse(code: ErrorCode, problems: readonly Problem[]): void {
  if (problems.length > 0) throw refusal(code, problems.slice(0, PROBLEMS_MAX));
}

function refusal(code: ErrorCode, problems: readonly Problem[]): AppError {
  const [first = { pointer: '', detail: '' }] = problems;
  return new AppError(code, `${first.pointer}: ${first.detail}`, { problems });
}
