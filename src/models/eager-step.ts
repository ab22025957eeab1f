/**
 * Training steps that TensorFlow computes eagerly, one operation after the other, on the network's own variables.
 * Works for every network that tfjs can differentiate. Frees every tensor that it makes before it returns.
 */
import { createAdam, freeing, type Scalar, sparseSoftmaxCrossEntropy, type Tensor, tf, type Variable } from '../engine/index.ts';
import type { Network } from './network.ts';
import { product, type ResolvedOptimizer } from './specification/index.ts';
import type { BatchResult, TrainingStep } from './training-step.ts';

/**
 * @param network whose softmax and loss are computed as one, from its logits. Its weights change with every `run`; nobody
 * else may set them until `dispose`.
 */
export function createEagerStep(network: Network, optimizer: ResolvedOptimizer): TrainingStep {
  const { variables } = network;
  const adam = createAdam(variables, optimizer);

  function run(inputs: Float32Array, labels: Int32Array, count: number): BatchResult {
    return freeing(() => {
      const batch = batchTensors(network, inputs, labels, count);
      let result: BatchResult = { lossSum: Number.NaN, correct: 0 };
      const { grads } = tf.variableGrads(() => {
        const outcome = compute(network, batch);
        // Read here: tfjs frees whatever the forward pass made when it ends.
        result = read(outcome, labels);
        return tf.mean(outcome.losses) as Scalar;
      }, variables as Variable[]);
      // An infinite gradient would spoil the weights for good: the caller hears of the loss, and they stay as they were.
      if (Number.isFinite(result.lossSum)) adam.apply(variables.map((variable) => grads[variable.name] as Tensor));
      return result;
    });
  }

  function evaluate(inputs: Float32Array, labels: Int32Array, count: number): BatchResult {
    return freeing(() => read(compute(network, batchTensors(network, inputs, labels, count)), labels));
  }

  return { evaluationBatchMax: network.batchMax, run, evaluate, dispose: () => adam.dispose() };
}

interface Batch {
  readonly inputs: Tensor;
  readonly labels: Tensor;
}

interface Outcome {
  /** Of each example. */
  readonly losses: Tensor;
  readonly classes: Tensor;
}

/** TensorFlow copies the numbers at their first use, which is before these tensors are freed: no copy of ours is needed. */
function batchTensors(network: Network, inputs: Float32Array, labels: Int32Array, count: number): Batch {
  const size = product(network.inputShape);
  return {
    inputs: tf.tensor(inputs.subarray(0, count * size), [count, ...network.inputShape]),
    labels: tf.tensor(labels.subarray(0, count), [count], 'int32'),
  };
}

function compute(network: Network, { inputs, labels }: Batch): Outcome {
  const logits = network.logits(inputs);
  return { losses: sparseSoftmaxCrossEntropy(logits, labels), classes: tf.argMax(logits, -1) };
}

/** Reads a number an example: sums in double precision here cost less than operations would. */
function read({ losses, classes }: Outcome, labels: Int32Array): BatchResult {
  let lossSum = 0;
  for (const loss of losses.dataSync()) lossSum += loss;
  let correct = 0;
  for (const [index, predicted] of classes.dataSync().entries()) if (predicted === labels[index]) correct += 1;
  return { lossSum, correct };
}
