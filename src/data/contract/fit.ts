/** Makes the contract of a version: one pass over its training rows, and some predictions of them. */
import { createBreath } from '../../breathing.ts';
import type { Examples } from '../examples.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { type ContractColumn, contractColumn } from './column.ts';
import { inputTraits } from './input-traits.ts';
import { ecod, scoresAtRanks } from './novelty.ts';
import type { OutputReader } from './output-traits.ts';
import { BINS, CONTRACT_BYTES_MAX, type ColumnSummary, type Contract, MANY_COLUMNS } from './schema.ts';
import { type Summing, sumUp } from './summing.ts';
import type { Trait } from './traits.ts';

export interface ContractSource {
  readonly preprocessing: Preprocessing;
  readonly examples: Pick<Examples, 'shape' | 'writeInputs'>;
  /** Which of them are trained on. */
  readonly training: Uint32Array;
  readonly outputs: OutputReader;
  readonly signal: AbortSignal;
  /** @returns the outputs of each of these examples, in the unit of the data. */
  predict(indices: Uint32Array): Promise<readonly (readonly number[])[]>;
}

/** Rows that quantiles and scores are taken from, spread evenly over all. */
const SAMPLE_MAX = 16_384;
/** Rows that are predicted: the time of a few training steps. */
const PREDICTED_MAX = 1024;
/** Read at once. */
const NUMBERS_AT_ONCE = 2 ** 18;

/** @throws AppError ERR_CANCELLED. */
export async function fitContract(source: ContractSource): Promise<Contract> {
  const { preprocessing, training } = source;
  const reader = inputTraits(preprocessing);
  const inputs = collect(reader.traits, training.length, SAMPLE_MAX);
  const values = new Float64Array(reader.traits.length);
  for await (const { inputs: rows, count, size } of batches(source, training)) {
    for (let row = 0; row < count; row++) {
      reader.read(rows, row * size, values);
      inputs.add(values);
    }
  }
  const columns = inputs.finish();
  const contract = {
    ...{ rows: training.length, unwatched: reader.unwatched },
    ...{ columns, outputs: await fitOutputs(source), scores: [] as number[] },
  };
  // Names may be long.
  for (; JSON.stringify(contract).length > CONTRACT_BYTES_MAX - SCORES_BYTES && columns.length > 0; columns.pop())
    contract.unwatched += 1;
  return { ...contract, scores: inputs.scores(columns.map((column) => contractColumn(column, training.length))) };
}

/** Room for the scores, which are known last. */
const SCORES_BYTES = 512;

async function fitOutputs(source: ContractSource): Promise<ColumnSummary[]> {
  const { training, outputs } = source;
  const stride = Math.max(1, Math.ceil(training.length / PREDICTED_MAX));
  const chosen = training.filter((_, index) => index % stride === 0);
  const collected = collect(outputs.traits, chosen.length, PREDICTED_MAX);
  const values = new Float64Array(outputs.traits.length);
  for (const row of await source.predict(chosen)) {
    outputs.read(row, values);
    collected.add(values);
  }
  return collected.finish();
}

interface Batch {
  readonly inputs: Float32Array;
  readonly count: number;
  /** Of one input. */
  readonly size: number;
}

async function* batches({ examples, signal }: ContractSource, indices: Uint32Array): AsyncGenerator<Batch, void, void> {
  const breathe = createBreath(signal);
  const size = examples.shape.reduce((product, side) => product * side, 1);
  const rows = Math.max(1, Math.min(indices.length, Math.floor(NUMBERS_AT_ONCE / size)));
  const room = new Float32Array(rows * size);
  for (let from = 0; from < indices.length; from += rows) {
    const to = Math.min(from + rows, indices.length);
    examples.writeInputs(indices, from, to, room);
    yield { inputs: room.subarray(0, (to - from) * size), count: to - from, size };
    await breathe();
  }
}

interface Collected {
  add(values: Float64Array): void;
  finish(): ColumnSummary[];
  /** Of the sample. */
  scores(columns: readonly ContractColumn[]): number[];
}

function collect(traits: readonly Trait[], rows: number, sampleMax: number): Collected {
  const sums: readonly Summing[] = traits.map(sumUp);
  const stride = Math.max(1, Math.ceil(rows / sampleMax));
  const sample = new Float64Array(Math.ceil(rows / stride) * traits.length);
  const width = traits.length;
  let seen = 0;
  return {
    add(values) {
      for (const [index, sum] of sums.entries()) sum.add(values[index] as number);
      if (seen % stride === 0) sample.set(values, (seen / stride) * width);
      seen += 1;
    },
    finish() {
      const bins = width > MANY_COLUMNS ? BINS / 2 : BINS;
      return sums.map((sum, column) => {
        const values = Float64Array.from({ length: sample.length / width }, (_, row) => {
          return sample[row * width + column] as number;
        });
        return sum.finish(values, bins);
      });
    },
    scores(columns) {
      const scores = Float64Array.from({ length: width > 0 ? sample.length / width : 0 }, (_, row) =>
        ecod(columns, sample.subarray(row * width, row * width + columns.length)),
      );
      return scoresAtRanks(scores);
    },
  };
}
