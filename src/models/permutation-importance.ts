/**
 * Permutation importance (Breiman 2001, "Random Forests"; scikit-learn's `permutation_importance`): by how much a score drops when
 * the values of one column are dealt to other rows, so that they tell nothing any more. Knows nothing of what columns hold.
 */
import type { Examples } from '../data/examples.ts';
import { AppError } from '../errors.ts';
import { randomStream } from '../random.ts';
import { createEvaluator, type Evaluation } from './evaluation.ts';
import type { Network } from './network.ts';
import type { ObjectiveSettings } from './objective.ts';
import { type FigureName, type PermutationImportance, product } from './specification/index.ts';

/** Neighbouring inputs that are shuffled together. */
export interface ColumnGroup {
  readonly name: string;
  readonly from: number;
  readonly size: number;
}

export interface ImportanceOptions {
  /** Which examples. */
  readonly indices: Uint32Array;
  readonly objective: ObjectiveSettings;
  readonly scoring: 'loss' | FigureName;
  readonly repeats: number;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Is told how many examples are done, of `indices.length × (1 + columns × repeats)`. */
  progress?(done: number): void;
}

/** Of these, less is better. */
const ERRORS: readonly ImportanceOptions['scoring'][] = ['loss', 'meanAbsoluteError', 'rootMeanSquaredError'];
const DIGITS = 7;

/** @throws AppError ERR_CANCELLED, ERR_DATASET_MISFIT for a score that these rows do not have. */
export async function permutationImportance(
  network: Network,
  examples: Examples,
  columns: readonly ColumnGroup[],
  options: ImportanceOptions,
): Promise<PermutationImportance> {
  const { indices, objective, scoring, repeats, seed, signal, progress } = options;
  const evaluator = createEvaluator(network, examples, { objective, count: indices.length });
  let before = 0;

  async function score(of: Examples): Promise<number> {
    const told = await evaluator.evaluate(of, {
      ...{ indices, ...(signal && { signal }) },
      progress: (done) => progress?.(before + done),
    });
    before += indices.length;
    return scoreOf(told, scoring);
  }

  try {
    const baselineScore = await score(examples);
    const told: PermutationImportance['columns'] = [];
    for (const column of columns) {
      const importances: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const dealt = shuffled(indices, seed, column.name, repeat);
        const drop = baselineScore - (await score(withColumnOf(examples, dealt, column)));
        importances.push(rounded(ERRORS.includes(scoring) ? -drop : drop));
      }
      told.push({ name: column.name, ...summary(importances), importances });
    }
    return { scoring, baselineScore, repeats, seed, columns: told };
  } finally {
    evaluator.dispose();
  }
}

function scoreOf(evaluation: Evaluation, scoring: ImportanceOptions['scoring']): number {
  const score = evaluation[scoring];
  if (score !== undefined && Number.isFinite(score)) return score;
  const detail = `Expected rows that have a score "${scoring}". Received: ${score ?? 'none'}, as of rows that are all of one value.`;
  throw new AppError('ERR_DATASET_MISFIT', detail, {
    problems: [{ pointer: '/permutationImportance/scoring', detail }],
  });
}

/** As NumPy has them: the deviation is of the repeats themselves. */
function summary(importances: readonly number[]): {
  readonly importancesMean: number;
  readonly importancesStd: number;
} {
  const mean = importances.reduce((sum, each) => sum + each, 0) / importances.length;
  const squares = importances.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { importancesMean: rounded(mean), importancesStd: rounded(Math.sqrt(squares / importances.length)) };
}

function rounded(number: number): number {
  return Number(number.toPrecision(DIGITS));
}

/** Fisher and Yates' way. The same for the same seed, column and repeat. */
function shuffled(indices: Uint32Array, seed: number, column: string, repeat: number): Uint32Array {
  const random = randomStream(seed, `permutation of ${column}`, repeat);
  const dealt = indices.slice();
  for (let last = dealt.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [dealt[last], dealt[other]] = [dealt[other] as number, dealt[last] as number];
  }
  return dealt;
}

/** @param dealt for each place in the list of examples that is read, the example whose column it gets. */
function withColumnOf(examples: Examples, dealt: Uint32Array, { from, size }: ColumnGroup): Examples {
  const width = product(examples.shape);
  let room = new Float32Array(0);
  return {
    count: examples.count,
    shape: examples.shape,
    targets: examples.targets,
    writeInputs(indices, start, end, out) {
      const count = end - start;
      if (room.length < count * width) room = new Float32Array(count * width);
      examples.writeInputs(indices, start, end, out);
      examples.writeInputs(dealt, start, end, room);
      for (let row = 0; row < count * width; row += width)
        out.set(room.subarray(row + from, row + from + size), row + from);
    },
  };
}
