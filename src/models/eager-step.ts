/**
 * Training steps that TensorFlow computes eagerly, one operation after the other. Works for every network that tfjs can
 * differentiate. Frees every tensor that it makes before it returns.
 */
import { freeing, type ResourceVariable, type Tensor, tf } from '../engine/index.ts';
import type { Augment } from './augmentation/index.ts';
import { readOutcome, sumUp } from './batch-outcome.ts';
import { expectNumbers, truthsOf } from './example-batches.ts';
import type { Truths } from './metrics/index.ts';
import type { Network } from './network.ts';
import { defaultObjective, type ObjectiveSettings } from './objective.ts';
import { product, type ResolvedOptimizer } from './specification/index.ts';
import { createTrainingComputation } from './training-computation.ts';
import type { BatchInputs, StepState, TrainingStep } from './training-step.ts';

/** @param network whose weights change with every `run`; nobody else may set them until `dispose`. */
export function createEagerStep(
  network: Network,
  optimizer: ResolvedOptimizer,
  objective: ObjectiveSettings = defaultObjective(network.tells),
  augment?: Augment,
  from?: StepState,
): TrainingStep {
  const computation = createTrainingComputation(network, optimizer, objective, augment);
  const changed = [...computation.variables.map(({ resource }) => resource), ...computation.slots];
  if (from) computation.restore(from.variables);
  let steps = from?.steps ?? 0;

  function batchTensors(inputs: BatchInputs, truths: Truths, count: number): [Tensor, Tensor] {
    const numbers = expectNumbers(inputs).subarray(0, count * product(network.inputShape));
    const { shape, dtype } = truthsOf(network, count);
    return [
      tf.tensor(numbers, [count, ...network.inputShape]),
      tf.tensor(truths.subarray(0, product(shape)), [...shape], dtype),
    ];
  }

  return {
    gathersRows: false,
    evaluationBatchMax: network.batchMax,
    prepare: () => undefined,
    synchronize: () => undefined,
    state: () => ({ steps, variables: freeing(() => changed.map(copyOf)) }),
    dispose: () => computation.dispose(),
    run: (inputs, truths, count, learningRate) =>
      freeing(() => {
        steps += 1;
        const [examples, known] = batchTensors(inputs, truths, count);
        const told = {
          scalars: tf.tensor(computation.scalars(steps, learningRate)),
          number: tf.scalar(steps, 'int32'),
        };
        const results = computation.step(examples, known, told);
        const outcome = sumUp(readOutcome(results, computation.stepColumns));
        tf.dispose([...results]);
        return outcome;
      }),
    evaluate: (inputs, truths, count) =>
      freeing(() => {
        const results = computation.measure(...batchTensors(inputs, truths, count));
        return sumUp(readOutcome(results, computation.measureColumns));
      }),
  };
}

function copyOf(variable: ResourceVariable): Float32Array {
  return Float32Array.from(variable.read().dataSync());
}
