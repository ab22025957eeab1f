/** Keras' older files, `.h5`: all in one HDF5 file, the configuration in an attribute, of Keras 1 to 3 and tf.keras. */
import { AppError } from '../../errors.ts';
import type { ImportFormat } from '../format.ts';
import { type Hdf5Array, type Hdf5Content, readHdf5 } from '../hdf5/index.ts';
import { parseJson } from './json.ts';
import { type FileLayer, readGraph } from './read-graph.ts';
import { type FindWeights, readNetwork, type WeighedLayer } from './read-network.ts';

const MAGIC = '\x89HDF\r\n\x1a\n';
const FILE_BYTES_MAX = 2 ** 31;
const HDF5_LIMITS = { bytesMax: 2 ** 30, entriesMax: 100_000, leftOut: ['optimizer_weights'] };
const GROUP = 'model_weights';

export const h5Import: ImportFormat = {
  name: 'h5',
  async recognizes(files) {
    const [only, ...others] = files.paths;
    if (only === undefined || others.length > 0) return false;
    return (await files.head(only, MAGIC.length)).toString('latin1') === MAGIC;
  },
  async read(files, { inputShape }) {
    const [name = ''] = files.paths;
    const content = await readHdf5(await files.read(name, FILE_BYTES_MAX), name, HDF5_LIMITS);
    const { model_config: config, keras_version: version = '' } = content.attributes[''] ?? {};
    if (typeof config !== 'string')
      throw new AppError(
        'ERR_MODEL_FILE',
        `Expected a whole model in "${name}" (model.save, not save_weights). Received: no attribute model_config.`,
      );
    const writer = String(version).startsWith('3') ? 'keras3' : 'keras2';
    const graph = readGraph(parseJson(config, `${name}, model_config`));
    return readNetwork(graph, { writer, inputShape, findWeights: weightsIn(content, name) });
  },
};

/** Each top layer has its list of names, in its order; a model within the model has the weights of all of its layers. */
function weightsIn({ arrays, attributes }: Hdf5Content, name: string): FindWeights {
  const arraysOf = (top: string): Hdf5Array[] => {
    const group = `${GROUP}/${top}`;
    return namesIn(attributes[group] ?? {}).map((weight) => {
      const array = arrays[`${group}/${weight}`];
      if (array) return array;
      throw new AppError('ERR_MODEL_FILE', `Expected weights at "${group}/${weight}" in "${name}". Received: none.`);
    });
  };
  return (layers) => {
    const found = new Map<FileLayer, Hdf5Array[]>();
    const topOf = ({ file }: WeighedLayer): string => file.holders[0] ?? file.ownName;
    const weighedLayers = layers.filter(({ expected }) => expected.length > 0);
    for (const top of new Set(weighedLayers.map(topOf))) {
      const weighed = weighedLayers.filter((layer) => topOf(layer) === top);
      const all = arraysOf(top);
      for (const [at, { file, index }] of asSorted(weighed).entries()) {
        const list = found.get(file) ?? [];
        found.set(file, list);
        const array = all[at];
        if (array) list[index] = array;
      }
    }
    return found;
  };
}

/** In pieces, where there are many: an attribute may hold 64 KiB. */
function namesIn(group: Hdf5Content['attributes'][string]): string[] {
  const names: string[] = [group.weight_names ?? []].flat();
  for (let piece = 0; group[`weight_names${piece}`] !== undefined; piece++)
    names.push(...[group[`weight_names${piece}`] ?? []].flat());
  return names;
}

/** A layer's weights that are trained before those that are not; of a model, those of all its layers. */
function asSorted(layers: readonly WeighedLayer[]): { file: FileLayer; index: number }[] {
  const all = layers.flatMap(({ file, expected }) =>
    expected.map((weight, index) => ({ file, index, trained: file.trainable && weight.trainable })),
  );
  return [...all.filter(({ trained }) => trained), ...all.filter(({ trained }) => !trained)];
}
