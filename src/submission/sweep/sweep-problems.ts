/** What is wrong with a sweep before any of its trials is looked at: fields, ranges, numbers of trials. Pure. */
import type { Problem } from '../../errors.ts';
import { type SweepRequest, TRAININGS_MAX, TRIALS_MAX } from '../../models/specification/index.ts';
import { pointerProblems, spacePointer } from './fields.ts';
import { fieldProblems } from './space.ts';
import { gridSize } from './trials.ts';

const SPACE_CHARACTERS_MAX = 100_000;
const DEPTH_MAX = 16;
const EPOCHS = 5;
const EPOCHS_POINTER = '/training/epochs';

/** Of a training that is not given up. */
export function epochsOf({ job }: Pick<SweepRequest, 'job'>): number {
  return job.training?.epochs ?? EPOCHS;
}

/** With pointers into the body of the sweep. */
export function sweepProblems(request: SweepRequest): Problem[] {
  const large = sizeProblems(request.space);
  if (large.length > 0) return large;
  const { space = {}, search = { strategy: 'grid' } } = request;
  const pointers = Object.keys(space);
  const isGrid = search.strategy === 'grid' || (search.strategy === 'successiveHalving' && search.trials === undefined);
  const problems = [
    ...misplaced(request.job),
    ...pointerProblems(pointers),
    ...Object.entries(space).flatMap(([name, field]) => fieldProblems(field, spacePointer(name), isGrid)),
    ...(search.strategy === 'successiveHalving' ? halvingProblems(request, search.minEpochs) : []),
  ];
  if (!isGrid && pointers.length === 0)
    problems.push({ pointer: '/space', detail: 'Expected fields to draw values of. Received: none.' });
  return problems.length > 0 ? problems : countProblems(request);
}

/** What is the sweep's, though its trainings are jobs. */
function misplaced(job: SweepRequest['job']): Problem[] {
  return (['priority', 'webhook'] as const).flatMap((name) => {
    if (job[name] === undefined) return [];
    return [{ pointer: `/job/${name}`, detail: `Expected "${name}" of the sweep itself. Received: one of its job.` }];
  });
}

/** Values may be any JSON; the record of the sweep holds them all. */
function sizeProblems(space: SweepRequest['space'] = {}): Problem[] {
  const deep = Object.keys(space).find((name) => isDeeper(space[name], DEPTH_MAX));
  if (deep !== undefined) {
    const detail = `Expected values nested at most ${DEPTH_MAX} deep. Received: deeper ones.`;
    return [{ pointer: spacePointer(deep), detail }];
  }
  const { length } = JSON.stringify(space);
  if (length <= SPACE_CHARACTERS_MAX) return [];
  const detail = `Expected at most ${SPACE_CHARACTERS_MAX} characters of JSON. Received: ${length}.`;
  return [{ pointer: '/space', detail }];
}

/** Level by level: a function that calls itself would be ended by what it is to find. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function halvingProblems(request: SweepRequest, minEpochs: number | undefined): Problem[] {
  const epochs = epochsOf(request);
  const problems: Problem[] = [];
  if (request.space && EPOCHS_POINTER in request.space) {
    const detail = 'Expected the same epochs in every trial of successive halving. Received: several.';
    problems.push({ pointer: spacePointer(EPOCHS_POINTER), detail });
  }
  if (epochs < 2) {
    const detail = `Expected at least 2 epochs for successive halving. Received: ${epochs}.`;
    problems.push({ pointer: '/job/training/epochs', detail });
  } else if (minEpochs !== undefined && minEpochs >= epochs) {
    const detail = `Expected fewer than the job's epochs, ${epochs}. Received: ${minEpochs}.`;
    problems.push({ pointer: '/search/minEpochs', detail });
  }
  return problems;
}

function countProblems(request: SweepRequest): Problem[] {
  const { folds = 1 } = request;
  const trials = trialCount(request);
  if (trials > TRIALS_MAX) {
    const detail = `Expected a grid of at most ${TRIALS_MAX} trials. Received: ${trials}.`;
    return [{ pointer: '/space', detail }];
  }
  if (trials * folds <= TRAININGS_MAX) return [];
  const detail = `Expected at most ${TRAININGS_MAX} trainings. Received: ${trials} trials of ${folds} folds.`;
  return [{ pointer: '/folds', detail }];
}

export function trialCount({ space = {}, search = { strategy: 'grid' } }: SweepRequest): number {
  if (search.strategy === 'grid' || search.trials === undefined) return gridSize(space);
  return search.trials;
}
