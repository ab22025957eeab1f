/**
 * Log-mel spectrograms: how loud a sound is in each band of tones, frame after frame. The one file that knows the Fourier
 * transform's library.
 */
import FFT from 'fft.js';
import { type MelFilter, melFilters } from './mel-filters.ts';
import { FULL_SCALE } from './sound-row.ts';

export interface SpectrogramForm {
  /** In Hz. */
  readonly sampleRate: number;
  /** Of a sound. */
  readonly samples: number;
  /** Samples of a frame; the transform's size is the next power of two. */
  readonly window: number;
  /** Samples from one frame's start to the next. */
  readonly hop: number;
  readonly melBands: number;
}

/** @param row `samples` numbers. @param out room for `frames × melBands` numbers, frame after frame. */
export type Spectrogram = (row: Int16Array, out: Float32Array) => void;

/** Added before the logarithm: silence is a number too. */
const FLOOR = 1e-6;
/** What a spectrogram has where nothing is heard. */
export const SILENCE = Math.log(FLOOR);

/** Whole frames only: what is left at the end is not heard. */
export function frameCount({ samples, window, hop }: SpectrogramForm): number {
  return 1 + Math.floor((samples - window) / hop);
}

export function transformSize(window: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(window)));
}

/** What a spectrogram is computed with. */
export interface SpectrogramParts {
  readonly frames: number;
  /** Of the Fourier transform. */
  readonly size: number;
  /** By which a frame's samples are multiplied. */
  readonly hann: Float64Array;
  readonly filters: readonly MelFilter[];
  readonly floor: number;
  readonly fullScale: number;
}

export function spectrogramParts(form: SpectrogramForm): SpectrogramParts {
  const { window, melBands, sampleRate } = form;
  const size = transformSize(window);
  return {
    frames: frameCount(form),
    size,
    hann: Float64Array.from({ length: window }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / window)),
    filters: melFilters(sampleRate, size, melBands),
    floor: FLOOR,
    fullScale: FULL_SCALE,
  };
}

/**
 * `ln(M |F(w · x)|² + 1e-6)`: of each frame `x`, from −1 to 1, under a periodic Hann window `w`, the power spectrum, summed
 * by Slaney's mel filters `M`. librosa's `melspectrogram` with `center=False`, `n_fft` the transform's size and `win_length`
 * the window, to rounding.
 */
export function createSpectrogram(form: SpectrogramForm): Spectrogram {
  const { window, hop, melBands } = form;
  const { frames, size, hann, filters } = spectrogramParts(form);
  const transform = new FFT(size);
  const frame = new Array<number>(size).fill(0);
  const spectrum: number[] = transform.createComplexArray();
  const power = new Float64Array(size / 2 + 1);

  return (row, out) => {
    for (let index = 0; index < frames; index++) {
      const bands = out.subarray(index * melBands, (index + 1) * melBands);
      let isSilent = true;
      for (let at = 0; at < window; at++) {
        const sample = row[index * hop + at] as number;
        if (sample !== 0) isSilent = false;
        frame[at] = (sample / FULL_SCALE) * (hann[at] as number);
      }
      // The same numbers as the way below gives, without it: much of a short sound is the silence behind it.
      if (isSilent) {
        bands.fill(SILENCE);
        continue;
      }
      transform.realTransform(spectrum, frame);
      for (let bin = 0; bin < power.length; bin++) {
        power[bin] = (spectrum[2 * bin] as number) ** 2 + (spectrum[2 * bin + 1] as number) ** 2;
      }
      for (const [band, filter] of filters.entries()) bands[band] = Math.log(heard(filter, power) + FLOOR);
    }
  };
}

function heard({ first, weights }: MelFilter, power: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += (weights[index] as number) * (power[first + index] as number);
  }
  return sum;
}
