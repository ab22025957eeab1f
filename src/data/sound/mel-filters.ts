/**
 * The mel scale, on which tones that sound equally far apart are equally far apart, and triangular filters along it. Slaney's
 * scale (Auditory Toolbox, 1998: linear below 1000 Hz, logarithmic above) and his scaling, which gives each filter the same
 * area: what librosa does unless told otherwise. Knows nothing of sounds.
 */

const HZ_PER_MEL = 200 / 3;
const LOGARITHMIC_FROM_HZ = 1000;
const LOGARITHMIC_FROM_MEL = LOGARITHMIC_FROM_HZ / HZ_PER_MEL;
const LOGARITHMIC_STEP = Math.log(6.4) / 27;

export interface MelFilter {
  /** The first bin of the spectrum that the filter hears. */
  readonly first: number;
  /** Of that bin and those after it; empty where no bin lies within the filter. */
  readonly weights: Float64Array;
}

/**
 * Filters between 0 Hz and half the sample rate.
 * @param size of the Fourier transform: bins are `sampleRate / size` apart.
 */
export function melFilters(sampleRate: number, size: number, bands: number): MelFilter[] {
  const edges = melEdges(sampleRate, bands);
  return Array.from({ length: bands }, (_, band) => {
    const [low, middle, high] = edges.slice(band, band + 3) as [number, number, number];
    const first = Math.ceil((low * size) / sampleRate);
    const last = Math.min(Math.floor((high * size) / sampleRate), size / 2);
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const frequency = ((first + index) * sampleRate) / size;
      const rising = (frequency - low) / (middle - low);
      const falling = (high - frequency) / (high - middle);
      return Math.max(0, Math.min(rising, falling)) * (2 / (high - low));
    });
    return { first, weights };
  });
}

/** More than anyone asks for. */
const BANDS_MAX = 512;

/** The most bands of which each hears at least one bin: from 1 to 512. */
export function melBandsMax(sampleRate: number, size: number): number {
  const hears = (bands: number): boolean =>
    melFilters(sampleRate, size, bands).every(({ weights }) => weights.some((weight) => weight > 0));
  let bands = Math.min(BANDS_MAX, size / 2);
  while (bands > 1 && !hears(bands)) bands -= 1;
  return bands;
}

/** In Hz: where each filter has its peak. */
export function melCentres(sampleRate: number, bands: number): number[] {
  return melEdges(sampleRate, bands).slice(1, -1);
}

/** In Hz: where each filter starts, has its peak, and ends; neighbours share them. */
function melEdges(sampleRate: number, bands: number): number[] {
  const highest = toMel(sampleRate / 2);
  return Array.from({ length: bands + 2 }, (_, index) => toHz((highest * index) / (bands + 1)));
}

function toMel(hz: number): number {
  if (hz < LOGARITHMIC_FROM_HZ) return hz / HZ_PER_MEL;
  return LOGARITHMIC_FROM_MEL + Math.log(hz / LOGARITHMIC_FROM_HZ) / LOGARITHMIC_STEP;
}

function toHz(mel: number): number {
  if (mel < LOGARITHMIC_FROM_MEL) return mel * HZ_PER_MEL;
  return LOGARITHMIC_FROM_HZ * Math.exp(LOGARITHMIC_STEP * (mel - LOGARITHMIC_FROM_MEL));
}
