/** Sounds: how they become spectrograms that a network of a usual size can take. */
import type { Problem } from '../../errors.ts';
import type { DataRequest } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { melBandsMax } from '../sound/mel-filters.ts';
import { frameCount, type SpectrogramForm, transformSize } from '../sound/spectrogram.ts';
import { arraySplit } from './array-split.ts';
import { arrayTask } from './array-task.ts';
import type { Planner } from './kind.ts';
import { refused, refusedAll, strangers } from './refusals.ts';

/** 25 ms every 10 ms: short enough that speech hardly changes within, long enough for its lowest tones. */
const WINDOW_SECONDS = 0.025;
const HOP_SECONDS = 0.01;
/** Longer sounds get longer hops, shorter ones shorter hops, so that there is something to pool, and not too much. */
const FRAMES_MAX = 200;
const FRAMES_MIN = 32;
const MEL_BANDS = 64;
/** Of one input: beyond this no network of ours is trained. */
const NUMBERS_MAX = 2 ** 20;
const SAMPLES_MIN = 16;

const FIELDS = ['seconds', 'window', 'hop', 'melBands'];

export const planAudio: Planner = (manifest, options) => {
  const { request } = options;
  const problems = strangers('audio', request.preprocessing ?? {}, FIELDS);
  if (problems.length > 0) throw refusedAll(problems);
  const task = arrayTask(manifest, request);
  const form = planSpectrogram(manifest, request.preprocessing ?? {});
  const inputShape = [frameCount(form), form.melBands, 1];
  return { kind: 'audio', task, inputShape, ...form, ...arraySplit(manifest, request, options, task) };
};

function planSpectrogram(
  { content }: DatasetManifest,
  asked: NonNullable<DataRequest['preprocessing']>,
): SpectrogramForm {
  if (content.form !== 'array' || content.sampleRate === undefined) {
    throw refused('/dataset', 'Expected a dataset of sounds with a sample rate. Received: another.');
  }
  const { sampleRate, shape } = content;
  const [given = 0] = shape;
  const samples = asked.seconds === undefined ? given : Math.round(asked.seconds * sampleRate);
  if (samples > given || samples < SAMPLES_MIN) {
    const expected = `${SAMPLES_MIN / sampleRate} to ${given / sampleRate} seconds, as long as the dataset's sounds`;
    throw refused('/preprocessing/seconds', `Expected ${expected}. Received: ${samples / sampleRate}.`);
  }
  const hopMin = Math.ceil(samples / FRAMES_MAX);
  const ordinary = Math.max(Math.round(HOP_SECONDS * sampleRate), hopMin);
  const window =
    asked.window ?? Math.min(Math.max(Math.round(WINDOW_SECONDS * sampleRate), 2 * hopMin, SAMPLES_MIN), samples);
  const short = Math.floor((samples - window) / (FRAMES_MIN - 1));
  const hop = asked.hop ?? Math.min(Math.max(1, Math.min(ordinary, short)), window);
  const bandsMax = melBandsMax(sampleRate, transformSize(window));
  const form = { sampleRate, samples, window, hop, melBands: asked.melBands ?? Math.min(MEL_BANDS, bandsMax) };
  const problems = spectrogramProblems(form, bandsMax);
  if (problems.length > 0) throw refusedAll(problems);
  return form;
}

function spectrogramProblems(form: SpectrogramForm, bandsMax: number): Problem[] {
  const { samples, window, hop, melBands } = form;
  const numbers = window <= samples ? frameCount(form) * melBands : 0;
  const problem = (field: string, detail: string): Problem => ({ pointer: `/preprocessing/${field}`, detail });
  return [
    window > samples && problem('window', `Expected a window of at most ${samples} samples. Received: ${window}.`),
    hop > window && problem('hop', `Expected a hop of at most the window, ${window} samples. Received: ${hop}.`),
    melBands > bandsMax &&
      problem(
        'melBands',
        `Expected at most ${bandsMax} mel bands for a window of ${window} samples at ${form.sampleRate} Hz. Received: ${melBands}.`,
      ),
    numbers > NUMBERS_MAX &&
      problem('hop', `Expected a spectrogram of at most ${NUMBERS_MAX} numbers. Received: ${numbers}.`),
  ].flatMap((each) => each || []);
}
