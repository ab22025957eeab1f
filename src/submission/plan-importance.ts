/** What an evaluation's request for importances means for a version, with nothing left open. Pure. */
import type { TabularPreprocessing } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { FigureName, JobSpecification, TaskType } from '../models/specification/index.ts';
import type { EvaluationSpecification } from '../queue/index.ts';
import type { ImportanceRequest } from './scoring-requests.ts';

/** What has to be known of the version. */
export interface ImportanceVersion {
  readonly task: TaskType;
  readonly training: Pick<JobSpecification['training'], 'metrics'>;
  readonly preprocessing: { readonly kind: string };
}

const REPEATS = 5;
/** Numbers that are kept with the version, and in the record of the job. */
const IMPORTANCES_MAX = 10_000;
/** scikit-learn's own scores. */
const SCORES: { readonly [T in TaskType]: FigureName } = {
  classification: 'accuracy',
  multiLabelClassification: 'accuracy',
  regression: 'r2Score',
};

/** @throws AppError ERR_DATASET_MISFIT for a version that has no columns, or a score that it is not measured by. */
export function planImportance(
  { task, training, preprocessing }: ImportanceVersion,
  { repeats = REPEATS, seed = 0, scoring = SCORES[task] }: ImportanceRequest,
): NonNullable<EvaluationSpecification['permutationImportance']> {
  if (preprocessing.kind !== 'tabular') {
    throw misfit('', 'a version that learnt from the columns of a table', `one of kind "${preprocessing.kind}"`);
  }
  const { columns } = preprocessing as TabularPreprocessing;
  if (columns.length * repeats > IMPORTANCES_MAX) {
    const most = Math.max(1, Math.floor(IMPORTANCES_MAX / columns.length));
    throw misfit('/repeats', `at most ${most} for ${columns.length} columns`, `${repeats}`);
  }
  const known = ['loss', ...training.metrics.map((metric) => (typeof metric === 'string' ? metric : metric.type))];
  if (!known.includes(scoring)) throw misfit('/scoring', `one of ${known.join(', ')}`, `"${scoring}"`);
  return { repeats, seed, scoring };
}

function misfit(field: string, expected: string, received: string): AppError {
  const detail = `Expected ${expected}. Received: ${received}.`;
  const pointer = `/permutationImportance${field}`;
  return new AppError('ERR_DATASET_MISFIT', detail, { problems: [{ pointer, detail }] });
}
