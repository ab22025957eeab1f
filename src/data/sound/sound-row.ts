/**
 * A sound as a dataset keeps it, and as a prediction's input has to become before anything else is done with it: 16-bit
 * samples of one rate and length. The same function for both is what makes training and prediction equal to the bit.
 */
import { resample } from './resample.ts';
import { decodeWav, type Sound } from './wav.ts';
import type { Refuse } from './wav-format.ts';

/** What a row is measured in: 1 becomes this. */
export const FULL_SCALE = 32_768;
const HIGHEST = 32_767;

export interface RowForm {
  /** In Hz. */
  readonly sampleRate: number;
  /** Longer sounds lose their end; shorter ones are followed by silence, which changes nothing before it. */
  readonly samples: number;
}

/** Of what follows a row's end in a file: as far as the filter of a resampling reaches. */
const REACH_SECONDS = 0.1;

/**
 * Decodes as much of a WAV file as a row takes.
 * @throws what `refuse` makes, as `decodeWav` does.
 */
export function decodeForRow(bytes: Uint8Array, form: RowForm, refuse: Refuse): Sound {
  return decodeWav(bytes, form.samples / form.sampleRate + REACH_SECONDS, refuse);
}

/** @returns `samples` numbers from −32,768 to 32,767, rounded; what is louder is clipped. */
export function soundRow(sound: Sound, { sampleRate, samples }: RowForm): Int16Array {
  const row = new Int16Array(samples);
  const taken = resample(sound, sampleRate, samples);
  for (let index = 0; index < taken.length; index++) {
    const value = Math.round((taken[index] as number) * FULL_SCALE);
    row[index] = Math.max(-FULL_SCALE, Math.min(HIGHEST, value));
  }
  return row;
}
