/**
 * Training steps that TensorFlow computes eagerly, one operation after the other, on the network's own variables.
 * Works for every network that tfjs can differentiate. Frees every tensor that it makes before it returns.
 */
import { createAdam, freeing, type Tensor, tf, type Variable } from '../engine/index.ts';
import { forwardOutcome, readOutcome, sumUp } from './batch-outcome.ts';
import { expectNumbers } from './example-batches.ts';
import type { ForwardOptions, VariableUpdate } from './forward.ts';
import type { Network } from './network.ts';
import { product, type ResolvedOptimizer } from './specification/index.ts';
import type { BatchInputs, BatchResult, TrainingStep } from './training-step.ts';

/**
 * @param network whose softmax and loss are computed as one, from its logits. Its weights change with every `run`;
 * nobody else may set them until `dispose`.
 */
export function createEagerStep(network: Network, optimizer: ResolvedOptimizer): TrainingStep {
  const { variables, constraints, inputShape } = network;
  const adam = createAdam(variables, optimizer);
  let steps = 0;

  function outcome(inputs: BatchInputs, labels: Int32Array, count: number, options: ForwardOptions) {
    const numbers = expectNumbers(inputs).subarray(0, count * product(inputShape));
    const examples = tf.tensor(numbers, [count, ...inputShape]);
    return forwardOutcome(network, examples, tf.tensor(labels.subarray(0, count), [count], 'int32'), options);
  }

  function run(inputs: BatchInputs, labels: Int32Array, count: number): BatchResult {
    return freeing(() => {
      let result: BatchResult = { lossSum: Number.NaN, correct: 0 };
      let updates: readonly VariableUpdate[] = [];
      const step = tf.scalar(steps + 1, 'int32');
      const { grads } = tf.variableGrads(() => {
        const computed = outcome(inputs, labels, count, { training: true, step });
        // Read and kept here: tfjs frees whatever the forward pass made when it ends.
        result = sumUp(readOutcome(computed), labels);
        updates = computed.updates.map(({ variable, value }) => ({ variable, value: tf.keep(value) }));
        return computed.loss;
      }, variables as Variable[]);
      // Gradients of a loss that is no number would spoil the weights for good: the caller hears of it, and they stay.
      if (Number.isFinite(result.lossSum)) {
        steps += 1;
        applyGradients(grads);
        for (const { variable, value } of updates) variable.assign(value);
      }
      tf.dispose(updates.map(({ value }) => value));
      return result;
    });
  }

  function applyGradients(grads: Readonly<Record<string, Tensor>>): void {
    // A weight that the loss does not depend on has no gradient, as an RNN's recurrent kernel after a single step.
    const gradients = variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
    adam.apply(gradients, tf.tensor(adam.scalars(steps)));
    for (const { variable, constrain } of constraints) {
      const value = constrain(variable);
      adam.slots.find((slot) => slot.variable === variable)?.value.assign(value);
      variable.assign(value);
    }
  }

  function evaluate(inputs: BatchInputs, labels: Int32Array, count: number): BatchResult {
    return freeing(() => sumUp(readOutcome(outcome(inputs, labels, count, { training: false })), labels));
  }

  return {
    takesBytes: false,
    evaluationBatchMax: network.batchMax,
    run,
    evaluate,
    prepare: () => undefined,
    synchronize: () => undefined,
    dispose: () => adam.dispose(),
  };
}
