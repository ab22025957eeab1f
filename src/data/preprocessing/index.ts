/**
 * What happens to a raw input before a network sees it. It is saved with the version, so that training and prediction do the
 * same; what it learnt from rows, it learnt from those of the training alone.
 */
import Type, { type Static } from 'typebox';
import { AudioPreprocessing, audioKind } from './audio.ts';
import { ImagePreprocessing, imageKind } from './image.ts';
import type { PreprocessingKind } from './kind.ts';
import { SequencePreprocessing, sequenceKind } from './sequence.ts';
import { TabularPreprocessing, tabularKind } from './tabular.ts';
import { TensorPreprocessing, tensorKind } from './tensor.ts';
import { TextPreprocessing, textKind } from './text.ts';

export type { Numbers } from './nested.ts';
export type { TabularPreprocessing } from './tabular.ts';

export const Preprocessing = Type.Union([
  ImagePreprocessing,
  TabularPreprocessing,
  SequencePreprocessing,
  TextPreprocessing,
  AudioPreprocessing,
  TensorPreprocessing,
]);
export type Preprocessing = Static<typeof Preprocessing>;

const KINDS: { readonly [K in Preprocessing['kind']]: PreprocessingKind<Extract<Preprocessing, { kind: K }>> } = {
  image: imageKind,
  tabular: tabularKind,
  sequence: sequenceKind,
  text: textKind,
  audio: audioKind,
  tensor: tensorKind,
};

/** The same operations for a preprocessing of any kind. */
export function preprocessingKind(preprocessing: Preprocessing): PreprocessingKind<Preprocessing> {
  return KINDS[preprocessing.kind] as PreprocessingKind<Preprocessing>;
}
