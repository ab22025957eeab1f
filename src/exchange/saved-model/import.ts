/**
 * A SavedModel as a network. A graph alone does not say of which layers it was made, so what is read is what stands beside it: in one
 * that this service wrote, `assets.extra/epochd.json`; in one of Keras 2, `keras_metadata.pb`. Others are refused, with what they
 * are. Nothing of the graph is run.
 */
import { AppError } from '../../errors.ts';
import type { ImportedFiles, ImportedNetwork, ImportFormat } from '../format.ts';
import { parseSideFile, SIDE_FILE_BYTES_MAX } from '../side-file.ts';
import { EXTRA_SIDE_FILE, KERAS_FILE, MODEL_FILE } from './files.ts';
import { readKeras2 } from './import-keras.ts';
import { decodeMessage } from './messages.ts';
import { listed, openCheckpoint } from './variables.ts';

/** Of a graph, as protocol buffers can be at most. */
const MODEL_BYTES_MAX = 2 ** 31 - 1;

export const savedModelImport: ImportFormat = {
  name: 'savedmodel',
  recognizes: async ({ paths }) => paths.includes(MODEL_FILE),
  async read(files, options) {
    if (files.paths.includes(EXTRA_SIDE_FILE)) return readOwn(files);
    if (files.paths.includes(KERAS_FILE)) return readKeras2(files, options);
    throw await foreign(files);
  },
};

async function readOwn(files: ImportedFiles): Promise<ImportedNetwork> {
  const side = parseSideFile(await files.read(EXTRA_SIDE_FILE, SIDE_FILE_BYTES_MAX));
  const { layers, inputShape, weights } = side.manifest;
  const names = weights.map(({ name }) => name);
  const read = names.length > 0 ? await (await openCheckpoint(files)).read(names) : [];
  return { layers, inputShape, weights: read, side };
}

/** By `SavedModel.meta_graphs`, their signatures and their TensorFlow. */
async function foreign(files: ImportedFiles): Promise<AppError> {
  const model = decodeMessage(await files.read(MODEL_FILE, MODEL_BYTES_MAX));
  const graphs = model.messages(2);
  const signatures = graphs.flatMap((graph) => [...graph.entries(5).keys()]);
  const [version = 'of an unknown version'] = graphs.flatMap((graph) =>
    graph.messages(1).flatMap((information) => information.texts(5)),
  );
  const expected = `a SavedModel of this service (with ${EXTRA_SIDE_FILE}) or of Keras 2 (with ${KERAS_FILE})`;
  const received = `one of TensorFlow ${version} with the signatures ${listed(signatures)}, which tells no layers`;
  const instead = 'Keras saves them in files .keras and .h5, which can be imported';
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}. ${instead}.`);
}
