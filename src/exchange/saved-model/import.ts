/**
 * A SavedModel as a network. One that this service wrote says in `assets.extra/epochd.json` what it is, and its variables are the
 * weights. A graph alone does not say of which layers it was made: another one is refused, with what it is.
 */
import { AppError } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import type { ImportedFiles, ImportedNetwork, ImportFormat } from '../format.ts';
import { parseSideFile, SIDE_FILE_BYTES_MAX } from '../side-file.ts';
import { EXTRA_SIDE_FILE, MODEL_FILE, shardPath, VARIABLES } from './files.ts';
import { decodeMessage } from './messages.ts';
import { type BundledTensor, readBundleIndex, readTensor } from './tensor-bundle.ts';

/** Of a graph, as protocol buffers can be at most. */
const MODEL_BYTES_MAX = 2 ** 31 - 1;
const INDEX_BYTES_MAX = 256 * 1024 * 1024;
const SHARD_BYTES_MAX = 2 ** 32 - 1;
const SHARDS_MAX = 1000;
const SHOWN_MAX = 5;

export const savedModelImport: ImportFormat = {
  name: 'savedmodel',
  recognizes: async ({ paths }) => paths.includes(MODEL_FILE),
  async read(files) {
    if (!files.paths.includes(EXTRA_SIDE_FILE)) throw await foreign(files);
    return readOwn(files);
  },
};

async function readOwn(files: ImportedFiles): Promise<ImportedNetwork> {
  const side = parseSideFile(await files.read(EXTRA_SIDE_FILE, SIDE_FILE_BYTES_MAX));
  const { layers, inputShape, weights } = side.manifest;
  const names = weights.map(({ name }) => name);
  return { layers, inputShape, weights: names.length > 0 ? await readWeights(files, names) : [], side };
}

/** Shard by shard, each of which is in memory while it is read. */
async function readWeights(files: ImportedFiles, names: readonly string[]): Promise<NamedWeight[]> {
  const { shards, tensors } = readBundleIndex(await files.read(`${VARIABLES}.index`, INDEX_BYTES_MAX));
  if (shards > SHARDS_MAX) throw misfit(`at most ${SHARDS_MAX} files of variables`, `${shards}`);
  const wanted = names.map((name) => [name, tensorCalled(tensors, name)] as const);
  const found = new Map<string, NamedWeight>();
  for (const shard of new Set(wanted.map(([, tensor]) => tensor.shard))) {
    const data = await files.read(shardPath(shard, shards), SHARD_BYTES_MAX);
    for (const [name, tensor] of wanted)
      if (tensor.shard === shard) found.set(name, await readTensor(name, tensor, data));
  }
  return names.flatMap((name) => found.get(name) ?? []);
}

function tensorCalled(tensors: ReadonlyMap<string, BundledTensor>, name: string): BundledTensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw misfit(`a variable "${name}"`, `none of that name among ${listed([...tensors.keys()])}`);
}

/** By `SavedModel.meta_graphs`, their signatures and their TensorFlow. */
async function foreign(files: ImportedFiles): Promise<AppError> {
  const model = decodeMessage(await files.read(MODEL_FILE, MODEL_BYTES_MAX));
  const graphs = model.messages(2);
  const signatures = graphs.flatMap((graph) => [...graph.entries(5).keys()]);
  const versions = graphs.flatMap((graph) => graph.messages(1).flatMap((information) => information.texts(5)));
  const received = `one of TensorFlow ${versions[0] ?? 'of an unknown version'} with the signatures ${listed(signatures)}`;
  const expected = `a SavedModel that this service exported, with ${EXTRA_SIDE_FILE}`;
  const instead = 'A graph does not tell its layers; what Keras saves as .keras or .h5 does, and can be imported';
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}. ${instead}.`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_MAX).map((name) => `"${name.slice(0, 60)}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return shown.length > 0 ? `${shown.join(', ')}${more}` : 'none';
}

function misfit(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
