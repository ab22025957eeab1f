/**
 * One step of training, and the measuring of a batch, as TensorFlow's operations on tensors and variables. Nothing in it
 * depends on a value, so it steps eagerly or is recorded as a graph, as its caller likes. Knows nothing of batches as
 * numbers, of epochs or of sessions.
 */
import {
  createOptimizer,
  createTrainedVariable,
  type Optimizer,
  type ResourceVariable,
  type Tensor,
  type TrainedVariable,
  tf,
  type Variable,
} from '../engine/index.ts';
import type { Augment } from './augmentation/index.ts';
import { type ForwardOutcome, forwardOutcome, MEASURED, resultsOf } from './batch-outcome.ts';
import type { Column } from './metrics/index.ts';
import type { Network } from './network.ts';
import { measuringObjective, type ObjectiveSettings, trainingObjective } from './objective.ts';
import { clipGradients, updateRule } from './optimizer.ts';
import { product, type ResolvedOptimizer } from './specification/index.ts';

/** What a step is told, besides the batch. */
export interface StepInputs {
  /** float32 `[scalarCount]`, of `scalars`. */
  readonly scalars: Tensor;
  /** int32 scalar, from 1: which step, for whatever is random. */
  readonly number: Tensor;
}

export interface TrainingComputation {
  /** The weights that are trained, then the statistics that training keeps; each with its own variable of TensorFlow's. */
  readonly variables: readonly TrainedVariable[];
  /** What the optimizer keeps of them. */
  readonly slots: readonly ResourceVariable[];
  readonly scalarCount: number;
  /** @param step from 1. */
  scalars(step: number, learningRate: number): Float32Array;
  /**
   * Steps along the gradient of the batch's loss.
   * @param examples `[batch, ...inputShape]`, preprocessed. @param truths int32 `[batch]` of classes, else `[batch, size]`.
   * @returns of before the step, as `resultsOf` orders it: the caller's to dispose, even in a scope.
   */
  step(examples: Tensor, truths: Tensor, inputs: StepInputs): readonly Tensor[];
  /** The same figures without a step, the caller's scope to free. */
  measure(examples: Tensor, truths: Tensor): readonly Tensor[];
  /** What is among the results of `step` and of `measure` for metrics. */
  readonly stepColumns: readonly Column[];
  readonly measureColumns: readonly Column[];
  /**
   * Sets all variables, then all slots, with their mirrors: before the first step, and before anything is recorded.
   * @throws RangeError where they are another network's or another optimizer's; none is set then.
   */
  restore(values: readonly Float32Array[]): void;
  dispose(): void;
}

export function createTrainingComputation(
  network: Network,
  settings: ResolvedOptimizer,
  objective: ObjectiveSettings,
  augment: Augment = (examples) => examples,
): TrainingComputation {
  const learnt = trainingObjective(network.tells, objective);
  const measured = measuringObjective(network.tells, objective);
  const trained = network.variables.map(createTrainedVariable);
  const statistics = network.statistics.map(createTrainedVariable);
  const variables = [...trained, ...statistics];
  const optimizer: Optimizer = createOptimizer(trained, updateRule(settings));
  const changed = [...variables.map(({ resource }) => resource), ...optimizer.slots];
  const ofMirror = new Map(variables.map((variable) => [variable.mirror, variable]));

  function step(examples: Tensor, truths: Tensor, { scalars, number }: StepInputs): readonly Tensor[] {
    let kept: readonly Tensor[] = [];
    let updates: ForwardOutcome['updates'] = [];
    const { grads } = tf.variableGrads(() => {
      const outcome = forwardOutcome(
        network,
        augment(examples, number),
        truths,
        { training: true, step: number },
        learnt,
      );
      // tfjs frees whatever the forward pass made when it ends, but these are needed afterwards.
      kept = resultsOf(outcome).map((tensor) => tf.keep(tensor));
      updates = outcome.updates.map(({ variable, value }) => ({ variable, value: tf.keep(value) }));
      return outcome.loss;
    }, network.variables as Variable[]);
    // A weight that the loss does not depend on has no gradient, as an RNN's recurrent kernel after a single step.
    const gradients = network.variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
    optimizer.apply(clipGradients(gradients, settings), scalars);
    for (const { variable, constrain } of network.constraints) ofMirror.get(variable)?.assign(constrain(variable));
    for (const { variable, value } of updates) ofMirror.get(variable)?.assign(value);
    tf.dispose(updates.map(({ value }) => value));
    return kept;
  }

  return {
    variables,
    slots: optimizer.slots,
    scalarCount: optimizer.scalarCount,
    scalars: optimizer.scalars,
    step,
    measure: (examples, truths) => resultsOf(forwardOutcome(network, examples, truths, MEASURED, measured)),
    stepColumns: learnt.columns,
    measureColumns: measured.columns,
    restore(values) {
      expectSizes(changed, values);
      for (const [index, { shape }] of changed.entries()) {
        const value = tf.tensor(values[index] as Float32Array, [...shape]);
        (variables[index] ?? changed[index])?.assign(value);
        value.dispose();
      }
    },
    dispose() {
      optimizer.dispose();
      for (const { resource } of variables) resource.destroy();
    },
  };
}

function expectSizes(variables: readonly ResourceVariable[], values: readonly Float32Array[]): void {
  const [expected, received] = [
    variables.map(({ shape }) => product(shape)).join(', '),
    values.map(({ length }) => length).join(', '),
  ];
  if (expected !== received) throw new RangeError(`Expected variables of ${expected} numbers. Received: ${received}.`);
}
