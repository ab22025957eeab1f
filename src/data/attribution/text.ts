/** Texts: each token is one thing. */
import { type TextPreprocessing, textsOfFile, textsOfInstances } from '../preprocessing/text.ts';
import { tokensOf } from '../preprocessing/tokens.ts';
import { OUT_OF_VOCABULARY, PADDING } from '../preprocessing/vocabulary.ts';
import { type AttributionKind, rounded, singleUnits, sumOf } from './kind.ts';

export const textAttribution: AttributionKind<TextPreprocessing> = {
  baselines: ['empty'],
  baseline: (_preprocessing, asked, input) =>
    typeof asked === 'string' ? new Float32Array(input.length).fill(PADDING) : asked,
  units: ({ length }) => singleUnits(length),
  grid: ({ length }) => ({ rows: length, columns: 1, slides: 'rows', patch: 1, stride: 1 }),
  async names(preprocessing, body) {
    const texts =
      'instances' in body
        ? textsOfInstances(preprocessing, body.instances)
        : await textsOfFile(preprocessing, body.bytes, body.mediaType, body.countMax);
    return (row) => tokensOf(texts[row] ?? '', preprocessing);
  },
  tell(_preprocessing, units, { input, names }) {
    const start = units.length - names.length;
    const padding = sumOf(units.subarray(0, start));
    return {
      tokens: names.map((token, index) => ({
        token,
        attribution: rounded(units[start + index] as number),
        known: input[start + index] !== OUT_OF_VOCABULARY,
      })),
      // Where a longer text is the baseline, its tokens stand where this one has none.
      ...(padding !== 0 && { padding: rounded(padding) }),
    };
  },
};
