/** Pictures stay bytes, a quarter of the memory of floats: they are divided while a batch is written. */
import type { ImagePlan } from '../../models/specification/index.ts';
import type { ByteInputs, Examples, Targets } from '../examples.ts';
import { learntPreprocessing } from '../prepared.ts';
import { byteTable, type ImagePreprocessing } from '../preprocessing/image.ts';
import type { RowArray } from '../row-array.ts';
import { arrayParts } from './array-parts.ts';
import { arrayTargets } from './array-targets.ts';
import type { Preparer } from './kind.ts';

const WHITE = 255;

export const prepareImage: Preparer<ImagePlan> = async (dataset, plan, seed, { memoryBytesMax }, learnt) => {
  const { manifest } = dataset;
  const arrays = await dataset.arrays(memoryBytesMax);
  const parts = arrayParts(manifest, arrays, plan.split, seed);
  const [height = 1, width = 1, channels = 1] = plan.inputShape;
  const preprocessing: ImagePreprocessing = learntPreprocessing(learnt, 'image') ?? {
    ...{ kind: 'image', height, width, channels: channels as ImagePreprocessing['channels'], divideBy: WHITE },
  };
  return {
    examples: pictureExamples(arrays.inputs, arrayTargets(manifest, arrays, plan, parts, learnt), preprocessing),
    parts,
    preprocessing,
    rowOf: (example) => example,
    close: arrays.inputs.close,
  };
};

/** Examples of pictures that are kept as bytes. */
export function pictureExamples(pictures: RowArray, targets: Targets, preprocessing: ImagePreprocessing): Examples {
  const { height, width, channels, divideBy } = preprocessing;
  const table = byteTable(preprocessing);
  return {
    count: pictures.count,
    shape: [height, width, channels],
    targets,
    ...(pictures.type === 'uint8' && { bytes: byteInputs(pictures, divideBy) }),
    writeInputs(indices, from, to, out) {
      let position = 0;
      for (let index = from; index < to; index++) {
        for (const pixel of pictures.row(indices[index] as number)) out[position++] = table[pixel] as number;
      }
    },
  };
}

function byteInputs({ values, gather }: RowArray, divideBy: number): ByteInputs {
  return values instanceof Uint8Array ? { divideBy, values } : { divideBy, writeBytes: gather };
}
