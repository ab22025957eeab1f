/** How many values fell into each cell of each column: counted, added up, written down and read again. */
import type { ContractColumn } from '../../data/index.ts';

export interface Tally {
  instances: number;
  /** Of them, those that are more unusual than 99 in 100 training rows. */
  novel: number;
  readonly columns: readonly ColumnTally[];
  readonly outputs: readonly ColumnTally[];
}

export interface ColumnTally {
  readonly counts: number[];
  /** Of numbers, those that are missing apart; the range is 0 until there is one. */
  sum: number;
  min: number;
  max: number;
}

export function emptyTally(columns: readonly ContractColumn[], outputs: readonly ContractColumn[]): Tally {
  return { instances: 0, novel: 0, columns: columns.map(emptyColumn), outputs: outputs.map(emptyColumn) };
}

/** Counts one value. */
export function count(tally: ColumnTally, column: ContractColumn, value: number): void {
  const isFirst = presentOf(tally, column) === 0;
  const cell = column.cellOf(value);
  tally.counts[cell] = (tally.counts[cell] ?? 0) + 1;
  if (column.summary.form === 'category' || Number.isNaN(value)) return;
  tally.sum += value;
  tally.min = isFirst ? value : Math.min(tally.min, value);
  tally.max = isFirst ? value : Math.max(tally.max, value);
}

/** Adds what others have counted with the same columns. */
export function addTally(to: Tally, from: Tally): void {
  to.instances += from.instances;
  to.novel += from.novel;
  for (const [index, tally] of to.columns.entries()) addColumn(tally, from.columns[index] as ColumnTally);
  for (const [index, tally] of to.outputs.entries()) addColumn(tally, from.outputs[index] as ColumnTally);
}

/** @returns undefined for bytes that are no tally of such columns. */
export function readTally(bytes: Uint8Array, like: Tally): Tally | undefined {
  try {
    const read = JSON.parse(Buffer.from(bytes).toString('utf8')) as Tally;
    return isCount(read.instances) && isCount(read.novel) && agrees(read, like) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Values that are there. Of numbers the last cell is for those that are missing. */
export function presentOf({ counts }: ColumnTally, { summary, cells }: ContractColumn): number {
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) sum += counts[cell] as number;
  return summary.form === 'number' ? sum - (counts[cells - 1] as number) : sum;
}

function emptyColumn({ cells }: ContractColumn): ColumnTally {
  return { counts: Array.from({ length: cells }, () => 0), sum: 0, min: 0, max: 0 };
}

function addColumn(to: ColumnTally, from: ColumnTally): void {
  const isFirst = to.counts.every((each) => each === 0);
  const isNothing = from.counts.every((each) => each === 0);
  for (const [cell, each] of from.counts.entries()) to.counts[cell] = (to.counts[cell] as number) + each;
  if (isNothing) return;
  to.sum += from.sum;
  to.min = isFirst ? from.min : Math.min(to.min, from.min);
  to.max = isFirst ? from.max : Math.max(to.max, from.max);
}

function agrees(read: Tally, like: Tally): boolean {
  return [
    [read.columns, like.columns],
    [read.outputs, like.outputs],
  ].every(
    ([some, others]) =>
      some?.length === others?.length &&
      some?.every(
        ({ counts, sum, min, max }, index) =>
          counts.length === others?.[index]?.counts.length &&
          counts.every(isCount) &&
          [sum, min, max].every(Number.isFinite),
      ),
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
