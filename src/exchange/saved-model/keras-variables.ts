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
  const list = childOf(nodes, nodes[0], 'variables');
  const keys: string[] = [];
  for (;;) {
    const variable = childOf(nodes, list, String(keys.length));
    if (!variable) break;
    const attribute = variable.messages(2).find((each) => each.texts(1)[0] === VALUE);
    const key = attribute?.texts(3)[0];
    if (key === undefined || keys.length >= VARIABLES_MAX) throw damaged(`variable ${keys.length} without a value`);
    keys.push(key);
  }
  if (keys.length === 0) throw damaged('none');
  return keys;
}

function childOf(nodes: readonly ReadMessage[], parent: ReadMessage | undefined, name: string) {
  const reference = parent?.messages(1).find((child) => child.texts(2)[0] === name);
  return reference && nodes[reference.number(1)];
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
