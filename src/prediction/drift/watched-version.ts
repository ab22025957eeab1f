/** A version whose predictions are watched: what each is measured by, and what was counted in each slot of time. */
import { type ContractColumn, contractColumn, ecod, noveltyOf, outputTraits, type Trait } from '../../data/index.ts';
import type { Manifest } from '../../registry/index.ts';
import { contractOf } from '../contract.ts';
import { count, emptyTally, type Tally } from './tally.ts';

export interface WatchedVersion {
  readonly model: string;
  readonly version: number;
  /** Of an input. */
  readonly size: number;
  /** Rows of its training. */
  readonly rows: number;
  readonly columns: readonly ContractColumn[];
  readonly outputs: readonly ContractColumn[];
  /** What each of them is. */
  readonly columnTraits: readonly Trait[];
  readonly outputTraits: readonly Trait[];
  /** Columns of the inputs that are not watched, since there are too many. */
  readonly unwatched: number;
  /** Counts one prediction. @param at where its input begins. */
  add(tally: Tally, inputs: Float32Array, at: number, outputs: readonly number[]): void;
  empty(): Tally;
}

/** More unusual than so many of the training rows: one in a hundred is, while nothing changes. */
export const NOVEL = 0.99;

/** @returns undefined for a version without a contract. */
export function watchedVersion(manifest: Manifest): WatchedVersion | undefined {
  const open = contractOf(manifest);
  if (!open) return undefined;
  const { reader, columns, contract } = open;
  const answers = outputTraits(manifest.task, manifest.labels);
  const outputs = contract.outputs.map((summary) => contractColumn(summary, contract.rows));
  const values = new Float64Array(columns.length);
  const told = new Float64Array(outputs.length);
  return {
    ...{ model: manifest.model, version: manifest.version, rows: contract.rows, columns, outputs },
    ...{ columnTraits: reader.traits, outputTraits: answers.traits, unwatched: contract.unwatched },
    size: manifest.inputShape.reduce((product, side) => product * side, 1),
    add(tally, inputs, at, answer) {
      reader.read(inputs, at, values);
      answers.read(answer, told);
      tally.instances += 1;
      if (noveltyOf(ecod(columns, values), contract.scores) > NOVEL) tally.novel += 1;
      for (const [index, column] of columns.entries())
        count(tally.columns[index] as Tally['columns'][number], column, values[index] as number);
      for (const [index, column] of outputs.entries())
        count(tally.outputs[index] as Tally['outputs'][number], column, told[index] as number);
    },
    empty: () => emptyTally(columns, outputs),
  };
}
