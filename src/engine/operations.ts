/**
 * TensorFlow's own operations by name, where tfjs offers none or a slower composition of several.
 * They bypass tfjs' gradient tape: whoever needs a gradient wraps them in `tf.customGrad`.
 */
import { backend, type OperationAttribute, type Tensor, tf } from './runtime.ts';

const { binding } = backend;

export const FLOAT: OperationAttribute = typeAttribute('T', binding.TF_FLOAT);
const INT32_LABELS = typeAttribute('Tlabels', binding.TF_INT32);
export const CHANNELS_LAST: OperationAttribute = { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' };

export function typeAttribute(name: string, value: number): OperationAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value };
}

export function booleanAttribute(name: string, value: boolean): OperationAttribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}

/**
 * Runs an operation that has one output.
 * @returns a tensor that belongs to the caller's `tf.tidy`, or to the caller.
 */
export function runOperation(
  name: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly Tensor[],
): Tensor {
  const [output] = runOperationWithOutputs(name, attributes, inputs, 1);
  return output as Tensor;
}

export function runOperationWithOutputs(
  name: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  const made = backend.binding.executeOp(name, attributes, backend.getInputTensorIds(inputs), outputs);
  return made.map((metadata) => backend.createOutputTensor(metadata));
}

/** `a × b` of two matrices, either of them transposed on the way at no cost. */
export function matrixProduct(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const attributes = [FLOAT, booleanAttribute('transpose_a', transposeA), booleanAttribute('transpose_b', transposeB)];
  return runOperation('MatMul', attributes, [a, b]);
}

/** The sum over all dimensions but the last: a bias' gradient. */
export function biasGradient(gradient: Tensor): Tensor {
  return runOperation('BiasAddGrad', [FLOAT, CHANNELS_LAST], [gradient]);
}

/**
 * The softmax cross-entropy of each example, from logits: `logΣexp(logits) − logits[label]`, which stays exact where
 * the softmax itself would round to 0 or 1. Differentiable in the logits.
 * @param logits `[batch, classes]`.
 * @param labels int32 `[batch]`, each a class; TensorFlow refuses others.
 * @returns `[batch]`, in nats.
 */
export function sparseSoftmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const crossEntropy = tf.customGrad((...parameters) => {
    const [input, save] = parameters as unknown as [Tensor, (tensors: Tensor[]) => void];
    const [losses, gradient] = runOperationWithOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [FLOAT, INT32_LABELS],
      [input, labels],
      2,
    ) as [Tensor, Tensor];
    save([gradient]);
    return {
      value: losses,
      // Of the losses [batch] to the logits [batch, classes]: each example's row is scaled by its own.
      gradFunc: (upstream: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor, tf.expandDims(upstream, 1)),
    };
  });
  return crossEntropy(logits);
}
