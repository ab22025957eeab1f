/** Series: missing numbers repeat the one before, every feature is scaled, the last steps are taken, shorter series padded. */
import type { Preprocessing } from '../../../data/index.ts';
import type { GraphWriter, Output } from '../graph-writer.ts';
import { feed, scaled, type WritePreprocessing } from './kind.ts';

type SequencePreprocessing = Extract<Preprocessing, { kind: 'sequence' }>;

/** A gap may be as long as 2 to that power, less one: a million steps. */
const DOUBLINGS = 20;

export const writeSequence: WritePreprocessing<SequencePreprocessing> = (writer, preprocessing) => {
  const { precision, padded, length, features } = preprocessing;
  const steps = padded ? -1 : length;
  const sequence = feed(writer, 'sequence', precision, [-1, steps, features.length]);
  const known = fill(writer, writer.cast(sequence.output, 'float64'), steps, features);
  const numbers = scaled(
    writer,
    known,
    features.map(({ subtract }) => subtract),
    features.map(({ divideBy }) => divideBy),
  );
  const notes = [
    'A missing number is NaN.',
    ...(padded ? ['All series of a batch have the same number of steps.'] : []),
  ];
  return { inputs: [sequence], output: padded ? padInFront(writer, numbers, preprocessing) : numbers, notes };
};

/**
 * Every NaN becomes the number before it, in a few steps that each reach twice as far as the last one; what has none before it,
 * its feature's own.
 */
function fill(writer: GraphWriter, x: Output, steps: number, features: SequencePreprocessing['features']): Output {
  const doublings = steps < 0 ? DOUBLINGS : Math.ceil(Math.log2(steps));
  let filled = x;
  for (let doubling = 0; doubling < doublings; doubling++) {
    filled = writer.select(writer.isNan(filled), shifted(writer, filled, 2 ** doubling), filled);
  }
  const first = writer.numbers(
    'float64',
    features.map((feature) => feature.fill),
  );
  return writer.select(writer.isNan(filled), first, filled);
}

/** Later by some steps, or by all; NaN before. */
function shifted(writer: GraphWriter, x: Output, steps: number): Output {
  const count = writer.sizeOf(x, 1);
  const by = writer.with('Minimum', count, steps);
  const kept = firstSteps(writer, x, writer.arithmetic('Sub', count, by));
  const padding = paddingOfSteps(writer, by);
  const types = { T: { type: x.type }, Tpaddings: { type: 'int32' } } as const;
  return writer.node('PadV2', [kept, padding, writer.number('float64', Number.NaN)], types, x.type);
}

/** Real steps have a 1 behind them, padding nothing but zeros. */
function padInFront(writer: GraphWriter, x: Output, { length, features }: SequencePreprocessing): Output {
  const count = writer.sizeOf(x, 1);
  const taken = writer.with('Minimum', count, length);
  const last = lastSteps(writer, x, writer.arithmetic('Sub', count, taken));
  const ones = writer.node('OnesLike', [lastFeature(writer, last)], { T: { type: 'float32' } }, 'float32');
  const marked = writer.concat([last, ones], 2);
  const before = writer.arithmetic('Sub', writer.number('int32', length), taken);
  const types = { T: { type: 'float32' }, Tpaddings: { type: 'int32' } } as const;
  const padded = writer.node('Pad', [marked, paddingOfSteps(writer, before)], types, 'float32');
  return writer.reshape(padded, [-1, length, features.length + 1]);
}

/** `[[0, 0], [before, 0], [0, 0]]`. */
function paddingOfSteps(writer: GraphWriter, before: Output): Output {
  const zeros = (count: number): Output => writer.numbers('int32', Array<number>(count).fill(0));
  const list = writer.concat([zeros(2), writer.reshape(before, [1]), zeros(3)], 0);
  return writer.reshape(list, [3, 2]);
}

function firstSteps(writer: GraphWriter, x: Output, count: Output): Output {
  const sizes = writer.concat(
    [writer.numbers('int32', [-1]), writer.reshape(count, [1]), writer.numbers('int32', [-1])],
    0,
  );
  return slice(writer, x, writer.numbers('int32', [0, 0, 0]), sizes);
}

function lastSteps(writer: GraphWriter, x: Output, from: Output): Output {
  const zero = writer.numbers('int32', [0]);
  const begin = writer.concat([zero, writer.reshape(from, [1]), zero], 0);
  return slice(writer, x, begin, writer.numbers('int32', [-1, -1, -1]));
}

function lastFeature(writer: GraphWriter, x: Output): Output {
  return slice(writer, x, writer.numbers('int32', [0, 0, 0]), writer.numbers('int32', [-1, -1, 1]));
}

function slice(writer: GraphWriter, x: Output, begin: Output, sizes: Output): Output {
  return writer.node('Slice', [x, begin, sizes], { T: { type: x.type }, Index: { type: 'int32' } }, x.type);
}
