/** Pictures: each pixel is one thing, whatever its colours. */
import type { ImagePreprocessing } from '../preprocessing/image.ts';
import { type AttributionKind, rowsOf } from './kind.ts';

const OPAQUE = 255;
const LEVELS: Readonly<Record<string, number>> = { black: 0, grey: 127.5, white: 255 };
/** A seventh of a side tells where, and covers what there is to see. */
const PATCH_SHARE = 7;

export const imageAttribution: AttributionKind<ImagePreprocessing> = {
  baselines: Object.keys(LEVELS),
  baseline({ channels, divideBy }, asked, input) {
    if (typeof asked !== 'string') return asked;
    const level = LEVELS[asked] ?? 0;
    return input.map((_, index) => (channels === 4 && index % 4 === 3 ? OPAQUE : level) / divideBy);
  },
  units: ({ height, width, channels }) =>
    Array.from({ length: height * width }, (_, pixel) => ({ from: pixel * channels, size: channels })),
  grid({ height, width }) {
    const patch = patchOf(height, width);
    return { rows: height, columns: width, slides: 'both', patch, stride: Math.max(1, Math.floor(patch / 2)) };
  },
  tell: ({ width }, units) => ({ attributions: rowsOf(units, width) }),
  backdrop({ height, width, channels, divideBy }, input) {
    const colours = Math.min(3, channels);
    return {
      ...{ height, width },
      unit: (y, x) => y * width + x,
      grey(y, x) {
        let sum = 0;
        for (let colour = 0; colour < colours; colour++) sum += input[(y * width + x) * channels + colour] as number;
        return (sum / colours) * divideBy;
      },
    };
  },
};

export function patchOf(height: number, width: number): number {
  return Math.max(1, Math.round(Math.min(height, width) / PATCH_SHARE));
}
