/** Predictions of the rows of a dataset, each with its answer or with why it has none: one bad row is not the end of a job. */
import type { InstanceChunk, RepeatedValue } from '../../data/index.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { AnsweredInstance, Predictor } from '../../prediction/index.ts';
import type { ModelReference } from '../../registry/index.ts';

export interface PredictedRow {
  /** From 0. */
  readonly row: number;
  readonly repeated: Readonly<Record<string, RepeatedValue>>;
  readonly answered: AnsweredInstance | undefined;
  /** In place of an answer. */
  readonly error: string | undefined;
}

/** Of a row, not of the version nor of the machine. */
const ROW_ERRORS: readonly ErrorCode[] = ['ERR_INSTANCES', 'ERR_PICTURE', 'ERR_PREDICTION_NOT_FINITE'];

/** @param first the number of the chunk's first row. @throws AppError what is no row's fault. */
export async function predictRows(
  predictor: Predictor,
  version: ModelReference,
  { instances, repeated }: InstanceChunk,
  first: number,
): Promise<PredictedRow[]> {
  const answers = await answersOf(predictor, version, instances);
  return answers.map((answer, index) => ({
    ...{ row: first + index, repeated: repeated[index] ?? {} },
    answered: answer instanceof AppError ? undefined : answer,
    // What a request calls its only instance is this row here.
    error: answer instanceof AppError ? answer.message.replaceAll('instances[0]', `rows[${first + index}]`) : undefined,
  }));
}

/** All at once; where one is refused, each half by itself, down to the one. */
async function answersOf(
  predictor: Predictor,
  version: ModelReference,
  instances: readonly unknown[],
): Promise<(AnsweredInstance | AppError)[]> {
  try {
    const [only, another] = instances;
    if (another !== undefined) return await predictor.answerInstances(version, instances);
    // One alone is computed in another way, of which the last digits differ: it is to be told what the others are.
    return (await predictor.answerInstances(version, [only, only])).slice(0, 1);
  } catch (error) {
    if (!(error instanceof AppError) || !ROW_ERRORS.includes(error.code)) throw error;
    if (instances.length === 1) return [error];
    const middle = Math.ceil(instances.length / 2);
    return [
      ...(await answersOf(predictor, version, instances.slice(0, middle))),
      ...(await answersOf(predictor, version, instances.slice(middle))),
    ];
  }
}
