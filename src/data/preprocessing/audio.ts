/**
 * Sounds: fitted to the training's rate and length, made a log-mel spectrogram, standardized by one mean and deviation of the
 * training's.
 */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';
import { decodeForRow, soundRow } from '../sound/sound-row.ts';
import { createSpectrogram, frameCount } from '../sound/spectrogram.ts';
import type { Sound } from '../sound/wav.ts';
import { fileOf } from './file-instance.ts';
import type { PreprocessingKind } from './kind.ts';
import { isNumbers, misfit } from './nested.ts';

const Positive = Type.Integer({ minimum: 1 });

export const AudioPreprocessing = Type.Object({
  kind: Type.Literal('audio'),
  /** In Hz. */
  sampleRate: Positive,
  /** Of one sound. */
  samples: Positive,
  /** In samples. */
  window: Positive,
  hop: Positive,
  melBands: Positive,
  /** Of the logarithms of the training's spectrograms. */
  mean: Type.Number(),
  deviation: Type.Number({ exclusiveMinimum: 0 }),
});
export type AudioPreprocessing = Static<typeof AudioPreprocessing>;

/** Of one request: a tiny file becomes a whole spectrogram. 256 MiB of them. */
const NUMBERS_MAX = 2 ** 26;
/** An instance is `{"b64"}` with a WAV file, in base64 or as bytes, or a list of samples from −1 to 1 at the training's rate. */
export const audioKind: PreprocessingKind<AudioPreprocessing> = {
  inputShape: audioShape,
  mediaTypes: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  async encodeInstances(preprocessing, instances) {
    const size = frameCount(preprocessing) * preprocessing.melBands;
    const countMax = Math.max(1, Math.floor(NUMBERS_MAX / size));
    if (instances.length > countMax) throw misfit('instances', `at most ${countMax} sounds`, `${instances.length}`);
    const breathe = createBreath(undefined, ANSWERING_MS);
    const spectrogram = createSpectrogram(preprocessing);
    const inputs = new Float32Array(instances.length * size);
    for (const [index, instance] of instances.entries()) {
      const sound = readSound(preprocessing, instance, `instances[${index}]`);
      spectrogram(soundRow(sound, preprocessing), inputs.subarray(index * size, (index + 1) * size));
      await breathe();
    }
    return standardized(preprocessing, inputs);
  },
  async encodeFile(preprocessing, bytes) {
    const input = new Float32Array(frameCount(preprocessing) * preprocessing.melBands);
    const refuse = (expected: string, received: string): AppError =>
      new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${received}.`);
    const sound = decodeForRow(bytes, preprocessing, refuse);
    createSpectrogram(preprocessing)(soundRow(sound, preprocessing), input);
    return standardized(preprocessing, input);
  },
};

/** `[frames, melBands, 1]`: a picture of one colour to networks. */
export function audioShape(form: Omit<AudioPreprocessing, 'kind' | 'mean' | 'deviation'>): [number, number, number] {
  return [frameCount(form), form.melBands, 1];
}

/** In place. */
export function standardized(
  { mean, deviation }: Pick<AudioPreprocessing, 'mean' | 'deviation'>,
  inputs: Float32Array,
): Float32Array {
  for (let index = 0; index < inputs.length; index++) inputs[index] = ((inputs[index] as number) - mean) / deviation;
  return inputs;
}

function readSound(form: AudioPreprocessing, instance: unknown, where: string): Sound {
  if (Array.isArray(instance) || isNumbers(instance))
    return { sampleRate: form.sampleRate, samples: readSamples(form, instance, where) };
  const file = fileOf(instance);
  if (file === undefined) {
    throw misfit(where, '{"b64": "…"} with a WAV file, or an array of samples from -1 to 1', show(instance));
  }
  const refuse = (expected: string, received: string): AppError => misfit(where, expected, received);
  return decodeForRow(file, form, refuse);
}

/** As many as a row takes: what comes later would be cut off. */
function readSamples({ samples }: AudioPreprocessing, values: ArrayLike<unknown>, where: string): Float32Array {
  if (values.length === 0) throw misfit(where, 'at least one sample', 'none');
  return Float32Array.from({ length: Math.min(values.length, samples) }, (_, index) => {
    const value = values[index];
    if (typeof value === 'number' && Math.abs(value) <= 1) return value;
    throw misfit(`${where}[${index}]`, 'a sample from -1 to 1', show(value));
  });
}
