/** Sounds: each band of tones at each moment is one thing. */
import type { AudioPreprocessing } from '../preprocessing/audio.ts';
import { melCentres } from '../sound/mel-filters.ts';
import { frameCount, SILENCE } from '../sound/spectrogram.ts';
import { patchOf } from './image.ts';
import { type AttributionKind, rounded, rowsOf, singleUnits, sumOf } from './kind.ts';

export const audioAttribution: AttributionKind<AudioPreprocessing> = {
  /** No sound at all; or, in every band, as loud as the training's sounds are on average. */
  baselines: ['silence', 'mean'],
  baseline({ mean, deviation }, asked, input) {
    if (typeof asked !== 'string') return asked;
    return new Float32Array(input.length).fill(asked === 'silence' ? (SILENCE - mean) / deviation : 0);
  },
  units: (preprocessing) => singleUnits(frameCount(preprocessing) * preprocessing.melBands),
  grid(preprocessing) {
    const rows = frameCount(preprocessing);
    const patch = patchOf(rows, preprocessing.melBands);
    const stride = Math.max(1, Math.floor(patch / 2));
    return { rows, columns: preprocessing.melBands, slides: 'both', patch, stride };
  },
  tell(preprocessing, units) {
    const { sampleRate, melBands, hop } = preprocessing;
    const attributions = rowsOf(units, melBands);
    return {
      attributions,
      frameSeconds: rounded(hop / sampleRate),
      bandHertz: melCentres(sampleRate, melBands).map(rounded),
      seconds: secondsOf(preprocessing, attributions),
    };
  },
  backdrop(preprocessing, input) {
    const { melBands } = preprocessing;
    const low = input.reduce((least, each) => Math.min(least, each));
    const high = input.reduce((most, each) => Math.max(most, each));
    // Time goes to the right, tones go up.
    const unit = (y: number, x: number): number => x * melBands + (melBands - 1 - y);
    const grey = (y: number, x: number): number =>
      high > low ? (255 * ((input[unit(y, x)] as number) - low)) / (high - low) : 0;
    return { height: melBands, width: frameCount(preprocessing), unit, grey };
  },
};

/** Each frame counts for the second in which its middle is. */
function secondsOf({ sampleRate, hop, window }: AudioPreprocessing, frames: readonly (readonly number[])[]) {
  const sums: number[] = [];
  for (const [index, frame] of frames.entries()) {
    const second = Math.floor((index * hop + window / 2) / sampleRate);
    sums[second] = (sums[second] ?? 0) + sumOf(frame);
  }
  return Array.from(sums, (sum, from) => ({ from, to: from + 1, attribution: rounded(sum ?? 0) }));
}
