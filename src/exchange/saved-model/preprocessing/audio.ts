/** Sounds: samples at the training's rate, made a log-mel spectrogram, as `data/sound/spectrogram.ts` does. */
import { type Preprocessing, type SpectrogramParts, spectrogramParts } from '../../../data/index.ts';
import type { GraphWriter, Output } from '../graph-writer.ts';
import { feed, scaled, type WritePreprocessing } from './kind.ts';

type AudioPreprocessing = Extract<Preprocessing, { kind: 'audio' }>;

export const writeAudio: WritePreprocessing<AudioPreprocessing> = (writer, preprocessing) => {
  const { sampleRate, samples, melBands, mean, deviation } = preprocessing;
  const parts = spectrogramParts(preprocessing);
  const audio = feed(writer, 'audio', 'float32', [-1, -1]);
  const frames = framesOf(writer, soundRow(writer, audio.output, samples, parts.fullScale), preprocessing, parts);
  const power = powerOf(writer, frames, parts.size);
  const heard = writer.node(
    'MatMul',
    [power, filterMatrix(writer, parts)],
    { T: { type: 'float64' }, transpose_b: { bool: true } },
    'float64',
  );
  const logarithms = writer.cast(writer.each('Log', writer.with('AddV2', heard, parts.floor)), 'float32');
  return {
    inputs: [audio],
    output: writer.reshape(scaled(writer, logarithms, [mean], [deviation]), [-1, parts.frames, melBands, 1]),
    notes: [`Sounds are taken as samples from -1 to 1 at ${sampleRate} Hz, not as files; all of a batch have as many.`],
  };
};

/** As many samples as the training's, cut or followed by silence; of 16 bits, as datasets keep them; float64 from −1 to 1. */
function soundRow(writer: GraphWriter, x: Output, samples: number, fullScale: number): Output {
  const bounds = [
    [0, 0],
    [0, samples],
    [1, 1],
  ].map((values) => writer.numbers('int32', values));
  const cut = writer.node(
    'StridedSlice',
    [x, ...bounds],
    { T: { type: 'float32' }, Index: { type: 'int32' }, begin_mask: { int: 1 }, end_mask: { int: 1 } },
    'float32',
  );
  const missing = writer.arithmetic('Sub', writer.number('int32', samples), writer.sizeOf(cut, 1));
  const sides = writer.concat([writer.numbers('int32', [0, 0, 0]), writer.reshape(missing, [1])], 0);
  const types = { T: { type: 'float32' }, Tpaddings: { type: 'int32' } } as const;
  const row = writer.node('Pad', [cut, writer.reshape(sides, [2, 2])], types, 'float32');
  const raised = writer.with('AddV2', writer.with('Mul', writer.cast(row, 'float64'), fullScale), 0.5);
  const clipped = writer.with('Minimum', writer.each('Floor', raised), fullScale - 1);
  return writer.with('RealDiv', writer.with('Maximum', clipped, -fullScale), fullScale);
}

/**
 * `[batch, frames, size]`: each frame under the window, and zeros up to the size of the transform. Frames overlap: they are put together from blocks that a window and a hop both
 * have a whole number of, which a list of places tells, one for each block instead of one for each sample.
 */
function framesOf(
  writer: GraphWriter,
  row: Output,
  { samples, window, hop }: AudioPreprocessing,
  { frames, hann, size }: SpectrogramParts,
): Output {
  const block = greatestCommonDivisor(window, hop);
  const blocks = Math.floor(samples / block);
  const whole = writer.node(
    'Slice',
    [row, writer.numbers('int32', [0, 0]), writer.numbers('int32', [-1, blocks * block])],
    { T: { type: 'float64' }, Index: { type: 'int32' } },
    'float64',
  );
  const width = window / block;
  const places = Array.from({ length: frames * width }, (_, at) => {
    return Math.floor(at / width) * (hop / block) + (at % width);
  });
  const gathered = writer.node(
    'GatherV2',
    [
      writer.reshape(whole, [-1, blocks, block]),
      writer.numbers('int32', places, [frames, width]),
      writer.number('int32', 1),
    ],
    { Tparams: { type: 'float64' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } },
    'float64',
  );
  const heard = writer.arithmetic(
    'Mul',
    writer.reshape(gathered, [-1, frames, window]),
    writer.numbers('float64', [...hann]),
  );
  const zeros = writer.numbers('int32', [0, 0, 0, 0, 0, size - window], [3, 2]);
  return writer.node('Pad', [heard, zeros], { T: { type: 'float64' }, Tpaddings: { type: 'int32' } }, 'float64');
}

/** `[batch × frames, size / 2 + 1]`. */
function powerOf(writer: GraphWriter, frames: Output, size: number): Output {
  const transforms = { Treal: { type: 'float64' }, Tcomplex: { type: 'complex128' } } as const;
  const spectrum = writer.node('RFFT', [frames, writer.numbers('int32', [size])], transforms, 'complex128');
  const squared = (part: 'Real' | 'Imag'): Output => {
    const types = { T: { type: 'complex128' }, Tout: { type: 'float64' } } as const;
    return writer.each('Square', writer.node(part, [spectrum], types, 'float64'));
  };
  return writer.reshape(writer.arithmetic('AddV2', squared('Real'), squared('Imag')), [-1, size / 2 + 1]);
}

/** `[bands, size / 2 + 1]`. */
function filterMatrix(writer: GraphWriter, { filters, size }: SpectrogramParts): Output {
  const bins = size / 2 + 1;
  const matrix = new Array<number>(filters.length * bins).fill(0);
  for (const [band, { first, weights }] of filters.entries())
    for (const [index, weight] of weights.entries()) matrix[band * bins + first + index] = weight;
  return writer.numbers('float64', matrix, [filters.length, bins]);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
