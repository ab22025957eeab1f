/** The `.keras` file of Keras 3: configuration, weights in HDF5, and beside them what only this service knows. */
import type { ExchangeFile, ExportedVersion, ExportFormat } from '../format.ts';
import { type Hdf5Array, writeHdf5 } from '../hdf5/index.ts';
import { SIDE_FILE, sideFileOf } from '../side-file.ts';
import { functionalConfig, orderedLayers } from './functional.ts';
import { createNumbering } from './numbering.ts';
import { weightPlaces } from './weight-places.ts';
import { writeLayer } from './write-layer.ts';
import { writeNetwork } from './write-network.ts';
import type { WritableLayer, WritableNetwork } from './written-network.ts';

export const kerasExport: ExportFormat = {
  name: 'keras',
  revision: 1,
  mediaType: 'application/vnd.keras+zip',
  suffix: '.keras',
  files: (version) => kerasFiles(version, writeHdf5),
};

/** @param write makes the HDF5 file. */
export async function kerasFiles(version: ExportedVersion, write: typeof writeHdf5): Promise<ExchangeFile[]> {
  const { manifest } = version;
  const network = writeNetwork(version, 'keras');
  const { takes, gives, notes } = network;
  const config = functionalConfig(network, manifest.model, 'keras');
  // The date is the version's: a file is the same whenever it is made.
  const metadata = { keras_version: '3.15.1', date_saved: manifest.createdAt.slice(0, 19).replace('T', '@') };
  return [
    jsonFile('metadata.json', metadata),
    jsonFile('config.json', config),
    { path: 'model.weights.h5', bytes: await write(contentOf(network)) },
    jsonFile(SIDE_FILE, sideFileOf(manifest, { takes, gives, notes: [...notes] })),
  ];
}

function jsonFile(path: string, value: unknown): ExchangeFile {
  return { path, bytes: Buffer.from(JSON.stringify(value)) };
}

/** Every layer has its group, as Keras writes it, whether it has weights or none. */
function contentOf(network: WritableNetwork) {
  const number = createNumbering();
  const arrays: Record<string, Hdf5Array> = {};
  const attributes: Record<string, Record<string, string>> = {
    [`layers/${number('InputLayer')}/vars`]: { name: 'input' },
  };
  for (const layer of orderedLayers(network)) {
    const group = `layers/${number(classOf(layer))}`;
    attributes[`${group}/vars`] = { name: layer.name };
    Object.assign(arrays, arraysOf(layer, group));
  }
  return { arrays, attributes };
}

function classOf({ is, name }: WritableLayer): string {
  return is.type === 'keras' ? is.className : writeLayer(is, name, 'keras').className;
}

function arraysOf({ is, weights }: WritableLayer, group: string): Record<string, Hdf5Array> {
  const arrays: Record<string, Hdf5Array> = {};
  for (const { path, prefix } of is.type === 'keras' ? [{ path: '', prefix: '' }] : weightPlaces(is)) {
    const own = weights.filter(({ name }) => name.startsWith(prefix));
    for (const [at, { shape, values }] of own.entries())
      arrays[`${group}/${path === '' ? '' : `${path}/`}vars/${at}`] = { shape, values };
  }
  return arrays;
}
