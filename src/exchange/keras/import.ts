/** The `.keras` files of Keras 3, and of TensorFlow 2.12 to 2.15: `config.json` and `model.weights.h5` in a ZIP archive. */
import { AppError } from '../../errors.ts';
import type { ImportedFiles, ImportFormat } from '../format.ts';
import { type Hdf5Content, readHdf5 } from '../hdf5/index.ts';
import { parseSideFile, SIDE_FILE, SIDE_FILE_BYTES_MAX } from '../side-file.ts';
import { parseJson } from './json.ts';
import { readGraph } from './read-graph.ts';
import { type FindWeights, readNetwork } from './read-network.ts';
import { restore } from './restore.ts';
import { weightPlaces } from './weight-places.ts';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';
const CONFIG_BYTES_MAX = 16 * 2 ** 20;
/** Weights, and the optimizer's numbers beside them, which are not read. */
const FILE_BYTES_MAX = 2 ** 31;
const HDF5_LIMITS = { bytesMax: 2 ** 30, entriesMax: 100_000, leftOut: ['optimizer', '_optimizer'] };
/** Where Keras 2 had what Keras 3 calls `layers`. */
const KERAS_2_GROUP = '_layer_checkpoint_dependencies';

export const kerasImport: ImportFormat = {
  name: 'keras',
  recognizes: async ({ paths }) => paths.includes(CONFIG) && paths.includes(WEIGHTS),
  async read(files, { inputShape }) {
    const config = parseJson(await files.read(CONFIG, CONFIG_BYTES_MAX), CONFIG);
    const graph = readGraph(config);
    const content = await readHdf5(await files.read(WEIGHTS, FILE_BYTES_MAX), WEIGHTS, HDF5_LIMITS);
    const writer = Object.keys(content.attributes).some((path) => path.startsWith(KERAS_2_GROUP)) ? 'keras2' : 'keras3';
    const findWeights = weightsIn(content);
    const side = await sideOf(files);
    return (
      (side && restore(side, graph, 'keras', findWeights)) ?? readNetwork(graph, { writer, inputShape, findWeights })
    );
  },
};

async function sideOf(files: ImportedFiles) {
  return files.paths.includes(SIDE_FILE) ? parseSideFile(await files.read(SIDE_FILE, SIDE_FILE_BYTES_MAX)) : undefined;
}

/** `layers/lstm/cell/vars/0`, `layers/lstm/cell/vars/1`, … */
export function weightsIn({ arrays }: Hdf5Content): FindWeights {
  return (layers) =>
    new Map(
      layers.map(({ file, layer, expected }) => {
        const found = weightPlaces(layer).flatMap(({ path, prefix }) => {
          const count = expected.filter(({ name }) => name.startsWith(prefix)).length;
          return Array.from({ length: count }, (_, at) => {
            const place = `${file.group}/${path === '' ? '' : `${path}/`}vars/${at}`;
            const array = arrays[place] ?? arrays[place.replaceAll(/(^|\/)layers\//g, `$1${KERAS_2_GROUP}/`)];
            if (array) return array;
            throw new AppError('ERR_MODEL_FILE', `Expected weights at "${place}" in ${WEIGHTS}. Received: none.`);
          });
        });
        return [file, found];
      }),
    );
}
