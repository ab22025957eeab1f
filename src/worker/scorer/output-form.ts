/**
 * How a predicted row stands in a file: as a line of JSON with the answer that a prediction of a file has, or as columns
 * that begin with `prediction.`.
 */
import type { ColumnProfile, OutputColumn, OutputRow } from '../../data/index.ts';
import type { Answer } from '../../prediction/index.ts';
import type { Manifest } from '../../registry/index.ts';
import type { PredictedRow } from './predicted-rows.ts';

/** As a client reads it. */
export function asLine({ row, repeated, answered, error }: PredictedRow): object {
  const input = Object.keys(repeated).length > 0 && { input: repeated };
  return { row, ...input, ...(error === undefined ? answered?.answer : { error }) };
}

/** With more labels, a CSV file would be columns of zeros. */
const LABEL_COLUMNS_MAX = 100;

const ROW: OutputColumn = { name: 'row', type: 'integer' };
const ERROR: OutputColumn = { name: 'prediction.error', type: 'text' };

/** @param repeated of the dataset. */
export function columnsOf({ task, labels }: Manifest, repeated: readonly ColumnProfile[]): OutputColumn[] {
  const names = labels.length <= LABEL_COLUMNS_MAX && { names: [...labels] };
  const probability: OutputColumn = { name: 'prediction.probability', type: 'number' };
  const probabilities: OutputColumn = { name: 'prediction.probabilities', type: 'map', ...names };
  const answers: { readonly [T in Manifest['task']]: readonly OutputColumn[] } = {
    classification: [{ name: 'prediction.label', type: 'text' }, probability, probabilities],
    multiLabelClassification: [{ name: 'prediction.labels', type: 'list' }, probabilities],
    regression: [
      labels.length === 1
        ? { name: 'prediction.value', type: 'number' }
        : { name: 'prediction.values', type: 'map', names: [...labels] },
    ],
  };
  return [ROW, ...repeated.map(({ name, type }) => ({ name, type })), ...answers[task], ERROR];
}

export function asColumns({ labels }: Manifest, { row, repeated, answered, error }: PredictedRow): OutputRow {
  const told = answered ? { ...answered.answer, ...probabilitiesOf(answered.answer, labels, answered.outputs) } : {};
  const answer = Object.entries(told).map(([name, value]) => [`prediction.${name}`, value]);
  return { row, ...repeated, ...Object.fromEntries(answer), ...(error !== undefined && { 'prediction.error': error }) };
}

/** An answer lists the likeliest classes only; a table has the same columns for every row. */
function probabilitiesOf(answer: Answer, labels: readonly string[], outputs: readonly number[]): object {
  if (!('top' in answer)) return {};
  return {
    top: undefined,
    probabilities: Object.fromEntries(labels.map((label, index) => [label, outputs[index] ?? 0])),
  };
}
