/** The traits of the inputs of a version, whatever its kind of data. */
import type { Preprocessing } from '../preprocessing/index.ts';
import { audioTraits, imageTraits, tensorTraits } from './array-traits.ts';
import { sequenceTraits, textTraits } from './sequence-traits.ts';
import { tabularTraits } from './tabular-traits.ts';
import type { TraitReader } from './traits.ts';

export function inputTraits(preprocessing: Preprocessing): TraitReader {
  switch (preprocessing.kind) {
    case 'tabular':
      return tabularTraits(preprocessing);
    case 'image':
      return imageTraits(preprocessing);
    case 'tensor':
      return tensorTraits(preprocessing);
    case 'audio':
      return audioTraits(preprocessing);
    case 'sequence':
      return sequenceTraits(preprocessing);
    case 'text':
      return textTraits(preprocessing);
  }
}
