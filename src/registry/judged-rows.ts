/**
 * Rows that stand behind the confusion matrix of a version: beside its weights, under the job that made them, written before
 * the manifest. A look at them is a convenience: nothing is refused where there are none.
 */
import type { Storage } from '../storage/index.ts';

/** A row of the dataset that was tested on, and what the version made of it. */
export interface JudgedRow {
  readonly row: number;
  /** Places among the version's labels. */
  readonly truth: number;
  readonly answer: number;
  readonly loss: number;
  /** Of the label that was answered, and of the true one. */
  readonly probability: number;
  readonly trueProbability: number;
}

export interface JudgedRows {
  keep(model: string, job: string, rows: readonly JudgedRow[]): Promise<void>;
  /** By falling loss; undefined where none were kept. */
  of(model: string, job: string): Promise<readonly JudgedRow[] | undefined>;
  remove(model: string, job: string): Promise<void>;
}

export function createJudgedRows(storage: Storage): JudgedRows {
  const keyOf = (model: string, job: string): string => `models/${model}/judged/${job}.json`;
  return {
    keep: (model, job, rows) => storage.put(keyOf(model, job), JSON.stringify(rows)),
    async of(model, job) {
      const bytes = await storage.get(keyOf(model, job));
      return bytes && (JSON.parse(bytes.toString('utf8')) as JudgedRow[]);
    },
    remove: (model, job) => storage.delete(keyOf(model, job)),
  };
}
