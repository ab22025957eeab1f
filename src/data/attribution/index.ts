/** What explanations of every kind of data are told in: pixels, columns, tokens, steps, bands of tones. */
import type { Preprocessing } from '../preprocessing/index.ts';
import { audioAttribution } from './audio.ts';
import { imageAttribution } from './image.ts';
import type { AttributionKind } from './kind.ts';
import { sequenceAttribution } from './sequence.ts';
import { tabularAttribution } from './tabular.ts';
import { tensorAttribution } from './tensor.ts';
import { textAttribution } from './text.ts';

export { drawHeatMap } from './heat-map.ts';
export type { AttributionKind, Explained, RawBody, Unit } from './kind.ts';
export { columnUnits } from './tabular.ts';
export { occlusionWindows, windowCount } from './windows.ts';

const KINDS: { readonly [K in Preprocessing['kind']]: AttributionKind<Extract<Preprocessing, { kind: K }>> } = {
  image: imageAttribution,
  tabular: tabularAttribution,
  sequence: sequenceAttribution,
  text: textAttribution,
  audio: audioAttribution,
  tensor: tensorAttribution,
};

/** The same for a preprocessing of any kind. */
export function attributionKind(preprocessing: Preprocessing): AttributionKind<Preprocessing> {
  return KINDS[preprocessing.kind] as AttributionKind<Preprocessing>;
}
