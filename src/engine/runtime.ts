/**
 * Loads TensorFlow, once per process: tfjs-node, and through its addon the native library. Loading takes 0.4 to 1 s
 * and happens when this file is imported, so processes that need no TensorFlow must not import it.
 * Thread settings are environment variables that TensorFlow reads here (`TF_NUM_INTRAOP_THREADS`, …).
 */
import './node-compat.ts';
import { createRequire } from 'node:module';
import type * as TensorFlow from '@tensorflow/tfjs-node';

export type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs-node';
export type Layer = TensorFlow.layers.Layer;

/** A tensor that the addon holds: what an operation returned. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[] | readonly string[] | readonly (readonly number[])[];
}

/** The addon: TensorFlow's C interface for running one operation at a time. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_BOOL: number;
  readonly TF_UINT8: number;
  /** Of the native library: `2.21.0`. */
  readonly TF_Version: string;
  executeOp(
    name: string,
    attributes: readonly OperationAttribute[],
    inputIds: readonly number[],
    outputs: number,
  ): TensorMetadata[];
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  deleteTensor(id: number): void;
}

/** The parts of tfjs-node's backend that its types keep to themselves. */
export interface Backend {
  binding: Binding;
  getInputTensorIds(tensors: readonly TensorFlow.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): TensorFlow.Tensor;
}

// TensorFlow's own notes about the processor are no news to anyone; warnings and errors stay.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';

/** All of tfjs-node. `require`, because it is CommonJS that must not load before the lines above have run. */
export const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof TensorFlow;

export const backend = tf.backend() as unknown as Backend;

/**
 * Frees every tensor that `compute` makes, variables excepted. Like `tf.tidy`, but for results that hold no tensors,
 * whatever their type.
 */
export function freeing<T>(compute: () => T): T {
  tf.engine().startScope('freeing');
  try {
    return compute();
  } finally {
    tf.engine().endScope();
  }
}

/** How many tensors this process holds, and their bytes: what a test compares before and after. */
export function tensorMemory(): { readonly tensors: number; readonly bytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}

/** The libraries that numbers depend on, by name: for the lineage of what is trained. */
export function libraryVersions(): Record<string, string> {
  return {
    node: process.versions.node,
    'tfjs-node': tf.version['tfjs-node'],
    tensorflow: backend.binding.TF_Version,
  };
}
