/**
 * What every optimizer is: variables that it changes by their gradients, slots that it keeps for each, and a few numbers
 * that it must be told at each step. Knows nothing of networks, losses or schedules.
 *
 * DESIGN An update is a handful of TensorFlow's operations on resource variables, so the same code steps eagerly and, when
 * it is recorded, becomes part of a graph. For that nothing that differs from step to step may be a constant: the learning
 * rate and whatever depends on the number of the step are inputs.
 */

import type { ResourceVariable } from '../resource-variable.ts';
import type { Tensor } from '../runtime.ts';
import type { TrainedVariable } from '../trained-variable.ts';

export interface Optimizer {
  /** How many numbers `scalars` gives. */
  readonly scalarCount: number;
  /**
   * What step `t`, from 1, has to be told.
   * @param learningRate of this step.
   */
  scalars(step: number, learningRate: number): Float32Array;
  /**
   * Changes every variable by its gradient.
   * @param gradients in the order of the variables; they stay the caller's.
   * @param scalars float32 `[scalarCount]`.
   */
  apply(gradients: readonly Tensor[], scalars: Tensor): void;
  /** All slots of all variables, in a fixed order: with the variables they are the whole state, but for the step's number. */
  readonly slots: readonly ResourceVariable[];
  dispose(): void;
}

/** One kind of optimizer, for one variable at a time. */
export interface UpdateRule {
  /** What each slot starts with, a value for all its numbers. */
  readonly slots: readonly number[];
  /** The numbers of step `t`; the learning rate comes first. */
  scalars(step: number, learningRate: number): readonly number[];
  /**
   * Changes one variable.
   * @param scalars of `scalars`, each a tensor of rank 0.
   */
  update(
    variable: TrainedVariable,
    slots: readonly ResourceVariable[],
    gradient: Tensor,
    scalars: readonly Tensor[],
  ): void;
}
