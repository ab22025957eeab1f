/**
 * `saved_model.pb`: a graph with what loaders have to know of it (`saved_model.proto`, `meta_graph.proto`). Knows nothing of what
 * the graph computes.
 */
import { DTYPES } from '../../engine/index.ts';
import type { Output } from './graph-writer.ts';
import { encodeMessage, encodeShape, type Field, mapField } from './messages.ts';
import type { Saver } from './saver.ts';

export interface NamedTensor {
  readonly name: string;
  readonly output: Output;
  readonly shape: readonly number[];
}

export interface GraphSignature {
  /** Of TensorFlow Serving's, which may call it. */
  readonly method: 'predict' | 'classify' | 'regress';
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
}

export interface MetaGraph {
  /** A serialized `GraphDef`. */
  readonly graph: Uint8Array;
  /** Of a graph with variables. */
  readonly saver: Saver | undefined;
  /** A node that has to run once, after the weights are there. */
  readonly initializer: string | undefined;
  readonly signatures: Readonly<Record<string, GraphSignature>>;
  /** Of TensorFlow: `2.21.0`. */
  readonly version: string;
}

const SCHEMA_VERSION = 1;
const TAG = 'serve';

export function encodeSavedModel({ graph, saver, initializer, signatures, version }: MetaGraph): Uint8Array {
  const information = encodeMessage([
    [4, TAG],
    [5, version],
  ]);
  const collections = [
    ...(saver ? variableLists(saver) : []),
    ...(initializer === undefined ? [] : [['saved_model_main_op', nodeList([initializer])] as const]),
  ] as const;
  const metaGraph = encodeMessage([
    [1, information],
    [2, graph],
    [3, saver?.definition],
    ...mapField(4, collections),
    ...mapField(
      5,
      Object.entries(signatures).map(([name, signature]) => [name, encodeSignature(signature)]),
    ),
  ]);
  return encodeMessage([
    [1, SCHEMA_VERSION],
    [2, metaGraph],
  ]);
}

function variableLists({ variables, trained }: Saver) {
  return [
    ['trainable_variables', bytesList(trained)],
    ['variables', bytesList(variables)],
  ] as const;
}

function encodeSignature({ method, inputs, outputs }: GraphSignature): Uint8Array {
  const tensors = (field: number, named: readonly NamedTensor[]): Field[] =>
    mapField(
      field,
      named.map(({ name, output, shape }) => [name, encodeTensorInfo(output, shape)]),
    );
  return encodeMessage([...tensors(1, inputs), ...tensors(2, outputs), [3, methodName(method)]]);
}

export function methodName(method: GraphSignature['method']): string {
  return `tensorflow/serving/${method}`;
}

function encodeTensorInfo({ name, type }: Output, shape: readonly number[]): Uint8Array {
  return encodeMessage([
    [1, `${name}:0`],
    [2, DTYPES[type]],
    [3, encodeShape(shape)],
  ]);
}

/** `CollectionDef`. */
function bytesList(values: readonly Uint8Array[]): Uint8Array {
  return encodeMessage([[2, encodeMessage(values.map((value) => [1, value]))]]);
}

function nodeList(names: readonly string[]): Uint8Array {
  return encodeMessage([[1, encodeMessage(names.map((name) => [1, name]))]]);
}
