/** The trainings of a sweep: which request each of them is of, under which number. Pure. */
import type { Fold, JobRequest, SweepSpecification } from '../../models/specification/index.ts';
import { withValues } from './fields.ts';
import { type Values, valuesOfTrials } from './trials.ts';

/** One job of a sweep. */
export interface SweepTraining {
  /** From 0, rising with the trials; the last number is that of the training with the best values. */
  readonly number: number;
  /** From 0. */
  readonly trial: number;
  readonly fold?: Fold;
  readonly request: JobRequest;
}

/** Those that a trial is judged by: one, or one for each fold. */
export function trainingsOfTrials(specification: SweepSpecification): SweepTraining[][] {
  const { folds } = specification;
  return valuesOfTrials(specification).map((values, trial) =>
    Array.from({ length: folds }, (_, index) => ({
      ...{ number: trial * folds + index, trial, request: requestOf(specification, values) },
      ...(folds > 1 && { fold: { count: folds, index } }),
    })),
  );
}

/**
 * The training that is published after a cross-validation: on all rows that are not tested, but for those that early
 * stopping or the learning rate go by.
 */
export function lastTraining(specification: SweepSpecification, trial: number): SweepTraining {
  const { trials, folds } = specification;
  const request = requestOf(specification, valuesOfTrials(specification)[trial] ?? {});
  const { training = {} } = request;
  const validates = training.earlyStopping ?? training.learningRateSchedule?.type === 'reduceOnPlateau';
  const whole = validates ? training : { ...training, validation: { split: 0 } };
  return { number: trials * folds, trial, request: { ...request, training: whole } };
}

/**
 * What was checked before: every trial of a sweep is a request that can be trained. Trials start from the versions that were
 * meant when the sweep was submitted, whatever the names mean by now.
 */
function requestOf({ job, needs: { versions } }: SweepSpecification, values: Values): JobRequest {
  const request = withValues(job, values) as JobRequest;
  const { baseModel } = request;
  const exact = baseModel !== undefined && Object.hasOwn(versions, baseModel) ? versions[baseModel] : undefined;
  return exact === undefined ? request : { ...request, baseModel: exact };
}
