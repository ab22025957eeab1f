/** What the files of a SavedModel are called, by TensorFlow (`tensorflow/cc/saved_model/constants.h`) and by us. */
import { SIDE_FILE } from '../side-file.ts';

export const MODEL_FILE = 'saved_model.pb';
/** What the names of a checkpoint's files begin with. */
export const VARIABLES = 'variables/variables';
/** What Keras 2 says of its layers. */
export const KERAS_FILE = 'keras_metadata.pb';
/** TensorFlow keeps this folder as it is, and reads nothing in it. */
export const EXTRA_SIDE_FILE = `assets.extra/${SIDE_FILE}`;

/** A file of the checkpoint's numbers. */
export function shardPath(shard: number, shards: number): string {
  const padded = (number: number): string => String(number).padStart(5, '0');
  return `${VARIABLES}.data-${padded(shard)}-of-${padded(shards)}`;
}
