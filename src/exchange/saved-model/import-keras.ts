/** A SavedModel of Keras 2 (`model.save(folder)`): its layers from `keras_metadata.pb`, its weights from the checkpoint. */
import { AppError } from '../../errors.ts';
import { product } from '../../models/specification/index.ts';
import type { ImportedFiles, ImportedNetwork, ImportFormat } from '../format.ts';
import { parseJson } from '../keras/json.ts';
import { type FileGraph, type FileLayer, readGraph } from '../keras/read-graph.ts';
import { type FindWeights, type FoundWeight, readNetwork } from '../keras/read-network.ts';
import { KERAS_FILE } from './files.ts';
import { OBJECT_GRAPH, variableKeys } from './keras-variables.ts';
import { decodeMessage } from './messages.ts';
import { openCheckpoint } from './variables.ts';

const METADATA_BYTES_MAX = 64 * 1024 * 1024;
const ROOT = 'root';

export async function readKeras2(
  files: ImportedFiles,
  { inputShape }: Parameters<ImportFormat['read']>[1],
): Promise<ImportedNetwork> {
  const graph = readGraph(configuration(await files.read(KERAS_FILE, METADATA_BYTES_MAX)));
  const checkpoint = await openCheckpoint(files);
  const objects = checkpoint.tensors.get(OBJECT_GRAPH);
  if (!objects) throw misfit(`"${OBJECT_GRAPH}" in the checkpoint`, 'none');
  const keys = variableKeys(objects, await checkpoint.shardOf(objects));
  // Counters of random generators are variables, too.
  const weights = await checkpoint.read(keys.filter((key) => checkpoint.tensors.get(key)?.dtype === FLOAT));
  return readNetwork(graph, { writer: 'keras2', inputShape, findWeights: inOrder(graph, weights) });
}

const FLOAT = 1;

/** `SavedMetadata`: what Keras knows of each of its objects, as JSON; of the model, its configuration. */
function configuration(bytes: Buffer): unknown {
  const root = decodeMessage(bytes)
    .messages(1)
    .find((node) => node.texts(3)[0] === ROOT);
  const text = root?.texts(5)[0];
  if (text === undefined) throw misfit(`a model in ${KERAS_FILE}`, 'none');
  const metadata = parseJson(text, KERAS_FILE, withoutTuples) as { readonly model_config?: unknown } | null;
  if (metadata?.model_config) return metadata.model_config;
  throw misfit(
    `a sequential or functional model in ${KERAS_FILE}`,
    'one that is a class of its own, whose code this service does not run',
  );
}

const TUPLES: readonly unknown[] = ['__tuple__', 'TensorShape'];

/** Shapes are written as what they were in Python: `{"class_name":"__tuple__","items":[null,28,28]}`. */
function withoutTuples(_key: string, value: unknown): unknown {
  const { class_name: name, items } = (value ?? {}) as { readonly class_name?: unknown; readonly items?: unknown };
  return TUPLES.includes(name) && Array.isArray(items) ? items : value;
}

/** Keras lists the weights of one layer after the other, in the layers' order. */
function inOrder(graph: FileGraph, weights: readonly FoundWeight[]): FindWeights {
  return (layers) => {
    const place = new Map(graph.layers.map((file, index) => [file, index]));
    const found = new Map<FileLayer, FoundWeight[]>();
    let next = 0;
    for (const { file, expected } of layers.toSorted((a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0))) {
      found.set(file, weights.slice(next, next + expected.length));
      next += expected.length;
    }
    if (next === weights.length) return found;
    const numbers = weights.reduce((sum, { shape }) => sum + product(shape), 0);
    throw misfit(`${next} weights of the layers in the checkpoint`, `${weights.length} of ${numbers} numbers`);
  };
}

function misfit(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
