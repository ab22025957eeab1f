/**
 * Training steps that TensorFlow computes eagerly, one operation after the other, on the network's own variables.
 * Works for every network that tfjs can differentiate. Frees every tensor that it makes before it returns.
 */
import { createAdam, freeing, type Scalar, type Tensor, tf, type Variable } from '../engine/index.ts';
import { type BatchOutcome, computeOutcome, measureBatch, readOutcome } from './batch-outcome.ts';
import type { Network } from './network.ts';
import type { ResolvedOptimizer } from './specification/index.ts';
import type { BatchResult, TrainingStep } from './training-step.ts';

/**
 * @param network whose softmax and loss are computed as one, from its logits. Its weights change with every `run`;
 * nobody else may set them until `dispose`.
 */
export function createEagerStep(network: Network, optimizer: ResolvedOptimizer): TrainingStep {
  const { variables } = network;
  const adam = createAdam(variables, optimizer);

  function run(inputs: Float32Array, labels: Int32Array, count: number): BatchResult {
    return freeing(() => {
      let result: BatchResult = { lossSum: Number.NaN, correct: 0 };
      const { grads } = tf.variableGrads(() => {
        const outcome = computeOutcome(network, inputs, labels, count);
        // Read here: tfjs frees whatever the forward pass made when it ends.
        result = sumUp(readOutcome(outcome), labels);
        return tf.mean(outcome.losses) as Scalar;
      }, variables as Variable[]);
      // Gradients of a loss that is no number would spoil the weights for good: the caller hears of it, and they stay.
      if (Number.isFinite(result.lossSum)) adam.apply(variables.map((variable) => grads[variable.name] as Tensor));
      return result;
    });
  }

  function evaluate(inputs: Float32Array, labels: Int32Array, count: number): BatchResult {
    return sumUp(measureBatch(network, inputs, labels, count), labels);
  }

  return { evaluationBatchMax: network.batchMax, run, evaluate, dispose: () => adam.dispose() };
}

/** In double precision, so that an epoch's sum stays exact. */
function sumUp({ losses, classes }: BatchOutcome, labels: Int32Array): BatchResult {
  let lossSum = 0;
  for (const loss of losses) lossSum += loss;
  let correct = 0;
  for (const [index, predicted] of classes.entries()) if (predicted === labels[index]) correct += 1;
  return { lossSum, correct };
}
