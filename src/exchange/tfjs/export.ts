/** A layers model of TensorFlow.js: `model.json` and its weights, as `tf.loadLayersModel` reads them from an address. */
import type { NamedWeight } from '../../models/index.ts';
import type { ExportFormat } from '../format.ts';
import { functionalConfig } from '../keras/functional.ts';
import { writeNetwork } from '../keras/write-network.ts';
import type { WritableLayer } from '../keras/written-network.ts';
import { SIDE_FILE_KEY, sideFileOf } from '../side-file.ts';
import { writeWeightName } from './weight-names.ts';

export const MODEL_FILE = 'model.json';
const WEIGHTS_FILE = 'group1-shard1of1.bin';

export const tfjsExport: ExportFormat = {
  name: 'tfjs',
  revision: 1,
  mediaType: 'application/zip',
  suffix: '-tfjs.zip',
  async files(version) {
    const { manifest } = version;
    const network = writeNetwork(version, 'tfjs');
    const { takes, gives, notes, layers } = network;
    const weights = layers.flatMap(namedWeights);
    const model = {
      format: 'layers-model',
      generatedBy: 'epochd',
      convertedBy: null,
      modelTopology: functionalConfig(network, manifest.model, 'tfjs'),
      weightsManifest: [
        { paths: [WEIGHTS_FILE], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
      ],
      userDefinedMetadata: { [SIDE_FILE_KEY]: sideFileOf(manifest, { takes, gives, notes: [...notes] }) },
    };
    return [
      { path: MODEL_FILE, bytes: Buffer.from(JSON.stringify(model)) },
      { path: WEIGHTS_FILE, bytes: joined(weights) },
    ];
  },
};

function namedWeights({ name, is, weights }: WritableLayer): NamedWeight[] {
  const layer = is.type === 'keras' ? undefined : is;
  return weights.map((weight) => ({ ...weight, name: writeWeightName(layer, name, weight.name) }));
}

function joined(weights: readonly NamedWeight[]): Buffer {
  return Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
}
