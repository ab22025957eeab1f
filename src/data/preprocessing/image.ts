/** Pictures: fitted to the size of the training's, in its colours; every pixel, from 0 to 255, is divided. */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { decodePicture } from '../picture.ts';
import { fileOf } from './file-instance.ts';
import type { PreprocessingKind } from './kind.ts';
import { nestedNumbers } from './nested.ts';

export const ImagePreprocessing = Type.Object({
  kind: Type.Literal('image'),
  height: Type.Integer({ minimum: 1 }),
  width: Type.Integer({ minimum: 1 }),
  channels: Type.Union([Type.Literal(1), Type.Literal(3), Type.Literal(4)]),
  /** Every pixel is divided by this. */
  divideBy: Type.Number({ exclusiveMinimum: 0 }),
});
export type ImagePreprocessing = Static<typeof ImagePreprocessing>;

/** An instance is as `nestedNumbers` takes it, or `{"b64"}` with a picture file, in base64 or as bytes. */
export const imageKind: PreprocessingKind<ImagePreprocessing> = {
  inputShape: shapeOf,
  mediaTypes: ['image/*'],
  async encodeInstances(preprocessing, instances) {
    const shape = shapeOf(preprocessing);
    const size = shape[0] * shape[1] * shape[2];
    const inputs = new Float32Array(instances.length * size);
    const breathe = createBreath(undefined, ANSWERING_MS);
    for (const [index, instance] of instances.entries()) {
      const room = inputs.subarray(index * size, (index + 1) * size);
      const file = fileOf(instance);
      if (file === undefined) nestedNumbers(room, instance, shape, `instances[${index}]`);
      else room.set(await decodePicture(file, preprocessing));
      await breathe();
    }
    return divided(preprocessing, inputs);
  },
  encodeNumbers: divided,
  encodeFile: async (preprocessing, bytes) => divided(preprocessing, await decodePicture(bytes, preprocessing)),
};

/**
 * What preprocessing makes of each of the 256 byte values, for pictures that are kept as bytes: the same numbers as
 * a division for each pixel gives.
 */
export function byteTable(preprocessing: ImagePreprocessing): Float32Array {
  return divided(
    preprocessing,
    Float32Array.from({ length: 256 }, (_, byte) => byte),
  );
}

function shapeOf({ height, width, channels }: ImagePreprocessing): readonly [number, number, number] {
  return [height, width, channels];
}

/** In place. */
function divided({ divideBy }: ImagePreprocessing, inputs: Float32Array): Float32Array {
  for (let index = 0; index < inputs.length; index++) inputs[index] = (inputs[index] as number) / divideBy;
  return inputs;
}
