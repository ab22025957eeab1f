/**
 * What a network is to learn, and what is to be measured meanwhile: the loss of each example, as training counts it and
 * as everything else does, and the numbers that metrics need. Knows nothing of steps.
 */
import type { TargetKind } from '../data/examples.ts';
import { lookUp, type Tensor, tf } from '../engine/index.ts';
import { createLoss, type Loss } from './losses/index.ts';
import { type Column, columnsOf } from './metrics/index.ts';
import { DEFAULT_LOSSES, type ResolvedTraining, resolveLoss, resolveMetrics } from './specification/index.ts';

export type ObjectiveSettings = Pick<ResolvedTraining, 'loss' | 'classWeight' | 'metrics'>;

export type MeasuringSettings = Omit<ObjectiveSettings, 'classWeight'>;

export interface Objective {
  readonly loss: Loss;
  /** Computed beside the losses, in this order. */
  readonly columns: readonly Column[];
}

const TASK_OF = { classes: 'classification', labels: 'multiLabelClassification', numbers: 'regression' } as const;

/** The loss that is the task's own, and the metrics that are always told. */
export function defaultObjective(kind: TargetKind): ObjectiveSettings {
  const task = TASK_OF[kind];
  return { loss: resolveLoss(DEFAULT_LOSSES[task]), metrics: resolveMetrics([], task) };
}

/** In training each example's loss is multiplied by its class' weight, as in Keras; the mean stays one over the batch. */
export function trainingObjective(kind: TargetKind, { loss, classWeight, metrics }: ObjectiveSettings): Objective {
  const plain = createLoss(loss);
  const weighted: Loss = (outputs) =>
    tf.mul(plain(outputs), weightsOf(outputs.truths, outputs.size, classWeight ?? {}));
  return { loss: classWeight ? weighted : plain, columns: columnsOf(kind, metrics, true) };
}

/** In validation and evaluation all classes weigh the same. */
export function measuringObjective(kind: TargetKind, { loss, metrics }: MeasuringSettings): Objective {
  return { loss: createLoss(loss), columns: columnsOf(kind, metrics, false) };
}

/** @returns `[batch]`. */
function weightsOf(labels: Tensor, classes: number, classWeight: Readonly<Record<string, number>>): Tensor {
  const weights = Array.from({ length: classes }, (_, label) => [classWeight[label] ?? 1]);
  return tf.reshape(lookUp(tf.tensor2d(weights), labels), labels.shape);
}
