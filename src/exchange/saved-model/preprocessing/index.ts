/** The preprocessing of every kind of data as nodes of a graph. */
import type { Preprocessing } from '../../../data/index.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { writeAudio } from './audio.ts';
import type { GraphPreprocessing } from './kind.ts';
import { writeImage, writeTensor } from './numbers.ts';
import { writeSequence } from './sequence.ts';
import { writeTabular } from './tabular.ts';
import { writeText } from './text.ts';

export type { GraphPreprocessing } from './kind.ts';

export async function writePreprocessing(
  writer: GraphWriter,
  preprocessing: Preprocessing,
): Promise<GraphPreprocessing> {
  switch (preprocessing.kind) {
    case 'image':
      return writeImage(writer, preprocessing);
    case 'tensor':
      return writeTensor(writer, preprocessing);
    case 'sequence':
      return writeSequence(writer, preprocessing);
    case 'tabular':
      return writeTabular(writer, preprocessing);
    case 'text':
      return writeText(writer, preprocessing);
    case 'audio':
      return writeAudio(writer, preprocessing);
  }
}
