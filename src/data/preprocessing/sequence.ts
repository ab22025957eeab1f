/**
 * Series: missing steps filled, every feature scaled, the last steps taken, shorter series padded where the training's were.
 * How an instance is written as JSON or CSV is read elsewhere (`sequence-instance.ts`).
 */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit } from './nested.ts';
import { seriesOfFile, seriesOfInstance } from './sequence-instance.ts';
import { ScaledFeature, scaleSteps, startFilling } from './sequence-scaling.ts';

export const SequencePreprocessing = Type.Object({
  kind: Type.Literal('sequence'),
  /** Steps of an input: of a longer series the last ones are taken. */
  length: Type.Integer({ minimum: 1 }),
  /** Shorter series are padded in front; one more feature tells real steps, 1, from padding, 0. */
  padded: Type.Boolean(),
  /** Numbers are rounded to `float32` first, where those of the training had been. */
  precision: Type.Enum(['float32', 'float64']),
  features: Type.Array(ScaledFeature, { minItems: 1 }),
  /** Where each row of the training's table was a series: the columns of its steps. */
  columns: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
});
export type SequencePreprocessing = Static<typeof SequencePreprocessing>;

/**
 * An instance is a list of steps (each a number where there is one feature, a list of all, or an object by feature), an object
 * with the list of each feature, or a row of a table whose columns are steps. `null` is a missing number.
 */
export const sequenceKind: PreprocessingKind<SequencePreprocessing> = {
  inputShape: inputShapeOf,
  mediaTypes: ['text/csv'],
  async encodeInstances(preprocessing, instances) {
    const read = instances.map((instance, index) => {
      const where = `instances[${index}]`;
      return { where, series: seriesOfInstance(preprocessing, instance, where) };
    });
    return encode(preprocessing, read);
  },
  async encodeFile(preprocessing, bytes, _mediaType, countMax) {
    const read = await seriesOfFile(preprocessing, bytes, countMax);
    return encode(
      preprocessing,
      read.map((series, index) => ({ where: read.length > 1 ? `series ${index + 1}` : 'the series', series })),
    );
  },
};

/**
 * Writes one input to the start of `out`, which has room for `length` steps.
 * @param scaled `[steps, features]`, as `scaleSteps` made them: of more than `length`, the last ones are taken.
 */
export function writeSteps(
  { length, padded, features }: SequencePreprocessing,
  scaled: Float32Array,
  out: Float32Array,
): void {
  const size = features.length;
  const steps = Math.min(length, scaled.length / size);
  const taken = scaled.subarray(scaled.length - steps * size);
  if (!padded) {
    out.set(taken);
    return;
  }
  out.fill(0, 0, (length - steps) * (size + 1));
  let position = (length - steps) * (size + 1);
  for (let index = 0; index < taken.length; index += size) {
    for (let feature = 0; feature < size; feature++) out[position++] = taken[index + feature] as number;
    out[position++] = 1;
  }
}

function inputShapeOf({ length, padded, features }: SequencePreprocessing): readonly [number, number] {
  return [length, features.length + (padded ? 1 : 0)];
}

interface ReadSeries {
  readonly where: string;
  /** `[steps, features]`, NaN where missing. */
  readonly series: Float64Array;
}

async function encode(preprocessing: SequencePreprocessing, read: readonly ReadSeries[]): Promise<Float32Array> {
  const { length, padded, features } = preprocessing;
  const [, width] = inputShapeOf(preprocessing);
  const inputs = new Float32Array(read.length * length * width);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (const [index, { where, series }] of read.entries()) {
    const steps = series.length / features.length;
    const expected = padded ? 'at least 1 step' : `at least ${length} steps`;
    if (steps < (padded ? 1 : length)) throw misfit(where, expected, `${steps}`);
    const scaled = new Float32Array(series.length);
    const stray = scaleSteps(preprocessing, series, scaled, startFilling(features));
    if (stray !== undefined)
      throw misfit(
        `"${features[stray % features.length]?.name}" of ${where}`,
        'a number that can be scaled',
        `${series[stray]}`,
      );
    writeSteps(preprocessing, scaled, inputs.subarray(index * length * width, (index + 1) * length * width));
    await breathe();
  }
  return inputs;
}
