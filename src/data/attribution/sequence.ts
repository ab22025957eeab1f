/** Series: each number of each step is one thing. What tells real steps from padding is none: it is never replaced. */
import type { SequencePreprocessing } from '../preprocessing/sequence.ts';
import { type AttributionKind, rounded, rowsOf, sumOf } from './kind.ts';

export const sequenceAttribution: AttributionKind<SequencePreprocessing> = {
  /** Of the training's numbers, of each feature. */
  baselines: ['mean'],
  baseline(preprocessing, asked, input) {
    const { features, padded } = preprocessing;
    const width = widthOf(preprocessing);
    const row = typeof asked === 'string' ? input.slice() : asked.slice();
    const scaled = features.map(({ subtract, divideBy, fill }) => (fill - subtract) / divideBy);
    for (let at = 0; at < row.length; at += width) {
      const isReal = !padded || input[at + features.length] === 1;
      for (const [feature, mean] of scaled.entries())
        if (!isReal) row[at + feature] = 0;
        else if (typeof asked === 'string') row[at + feature] = mean;
      if (padded) row[at + features.length] = input[at + features.length] as number;
    }
    return row;
  },
  units(preprocessing) {
    const { features, length } = preprocessing;
    const width = widthOf(preprocessing);
    return Array.from({ length: length * features.length }, (_, unit) => {
      const step = Math.floor(unit / features.length);
      return { from: step * width + (unit % features.length), size: 1 };
    });
  },
  grid: ({ length, features }) => ({ rows: length, columns: features.length, slides: 'rows', patch: 1, stride: 1 }),
  tell(preprocessing, units, { input }) {
    const { features, padded } = preprocessing;
    const width = widthOf(preprocessing);
    const all = rowsOf(units, features.length);
    const attributions = all.filter((_, step) => !padded || input[step * width + features.length] === 1);
    return {
      features: features.map(({ name }) => name),
      attributions,
      perStep: attributions.map((step) => rounded(sumOf(step))),
      perFeature: features.map((_, feature) => rounded(sumOf(attributions.map((step) => step[feature] as number)))),
    };
  },
};

function widthOf({ features, padded }: SequencePreprocessing): number {
  return features.length + (padded ? 1 : 0);
}
