/**
 * The variables of a model of Keras 2 in a SavedModel, in the order in which Keras lists them. A checkpoint calls them by the ways
 * on which they are reached; the graph of objects beside them (`trackable_object_graph.proto`) says which they are.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { AppError } from '../../errors.ts';
import { decodeMessage, type ReadMessage } from './messages.ts';
import type { BundledTensor } from './tensor-bundle.ts';

export const OBJECT_GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH';
const VALUE = 'VARIABLE_VALUE';
const VARIABLES_MAX = 10_000;
const CHECKSUM_BYTES = 4;

/**
 * @param tensor of the object graph, a text. @param data of its shard.
 * @returns the keys of the variables in the checkpoint.
 * @throws AppError ERR_MODEL_FILE where it is none of a Keras model.
 */
export function variableKeys({ offset, bytes }: BundledTensor, data: Buffer): string[] {
  const nodes = decodeMessage(textOf(data.subarray(offset, offset + bytes))).messages(1);
  const list = nodes[childrenOf(nodes[0]).get('variables') ?? -1];
  const members = childrenOf(list);
  const keys: string[] = [];
  for (let next = members.get('0'); next !== undefined; next = members.get(String(keys.length))) {
    const attribute = nodes[next]?.messages(2).find((each) => each.texts(1)[0] === VALUE);
    const key = attribute?.texts(3)[0];
    if (key === undefined || keys.length >= VARIABLES_MAX) throw damaged(`variable ${keys.length} without a value`);
    keys.push(key);
  }
  if (keys.length === 0) throw damaged('none');
  return keys;
}

/** The places of an object's children among all, by name. */
function childrenOf(node: ReadMessage | undefined): ReadonlyMap<string, number> {
  return new Map(node?.messages(1).map((child) => [child.texts(2)[0] ?? '', child.number(1)]));
}

/** A text of a checkpoint: its length, a checksum, and its bytes. */
function textOf(stored: Uint8Array): Uint8Array {
  const reader = new BinaryReader(stored);
  const length = reader.uint32();
  const from = reader.pos + CHECKSUM_BYTES;
  return stored.subarray(from, from + length);
}

function damaged(received: string): AppError {
  return new AppError(
    'ERR_MODEL_FILE',
    `Expected the variables of a Keras model in the checkpoint. Received: ${received}.`,
  );
}
