/**
 * What a network is to learn, and what is to be measured meanwhile: the loss of each example, as training counts it and
 * as everything else does, and the numbers that metrics need. Knows nothing of steps.
 */
import { lookUp, type Tensor, tf } from '../engine/index.ts';
import { createLoss, type Loss } from './losses/index.ts';
import { type Column, columnsOf } from './metrics/index.ts';
import { type ResolvedTraining, resolveLoss } from './specification/index.ts';

export type ObjectiveSettings = Pick<ResolvedTraining, 'loss' | 'classWeight' | 'metrics'>;

export interface Objective {
  readonly loss: Loss;
  /** Computed beside the losses, in this order. */
  readonly columns: readonly Column[];
}

/** The cross-entropy, and the accuracy alone. */
export const DEFAULT_OBJECTIVE: ObjectiveSettings = { loss: resolveLoss(), metrics: ['accuracy'] };

/** In training each example's loss is multiplied by its class' weight, as in Keras; the mean stays one over the batch. */
export function trainingObjective({ loss, classWeight, metrics }: ObjectiveSettings): Objective {
  const plain = createLoss(loss);
  const weighted: Loss = (outputs) =>
    tf.mul(plain(outputs), weightsOf(outputs.labels, outputs.classes, classWeight ?? {}));
  return { loss: classWeight ? weighted : plain, columns: columnsOf(metrics, true) };
}

/** In validation and evaluation all classes weigh the same. */
export function measuringObjective({ loss, metrics }: Omit<ObjectiveSettings, 'classWeight'>): Objective {
  return { loss: createLoss(loss), columns: columnsOf(metrics, false) };
}

/** @returns `[batch]`. */
function weightsOf(labels: Tensor, classes: number, classWeight: Readonly<Record<string, number>>): Tensor {
  const weights = Array.from({ length: classes }, (_, label) => [classWeight[label] ?? 1]);
  return tf.reshape(lookUp(tf.tensor2d(weights), labels), labels.shape);
}
