/**
 * What metrics are reckoned from: numbers for each example of a batch, computed with the forward pass. Which of them are
 * needed follows from the metrics that were asked for; nothing else is computed or read.
 */
import type { TargetKind } from '../../data/examples.ts';
import { type Tensor, tf } from '../../engine/index.ts';
import type { Outputs } from '../losses/index.ts';
import type { ResolvedMetric } from '../specification/index.ts';

/**
 * `ranks`: how many classes the network finds likelier than the true one. `absoluteErrors`, `squaredErrors`: the mean
 * over classes of the error against the one-hot target. `probabilities`: `[batch, classes]`.
 */
export type Column = 'ranks' | 'absoluteErrors' | 'squaredErrors' | 'probabilities';

/** What is true of a batch: int32 classes, or float32 `[batch, size]` of labels or standardized numbers. */
export type Truths = Int32Array | Float32Array;

export interface MeasuredBatch {
  /** Of classes: the likeliest of each example, the first of equals. Otherwise `[batch, size]`: chances of labels, or numbers. */
  readonly answers: Int32Array | Float32Array;
  /** Only those that were asked for. */
  readonly columns: { readonly [C in Column]?: Float32Array };
}

/** @param training whether it is measured while it trains: an AUC is not. @returns none but for classes: the answers hold all else. */
export function columnsOf(kind: TargetKind, metrics: readonly ResolvedMetric[], training: boolean): Column[] {
  if (kind !== 'classes') return [];
  return metrics.flatMap((metric): Column[] => {
    if (typeof metric === 'object') return ['ranks'];
    switch (metric) {
      case 'meanAbsoluteError':
        return ['absoluteErrors'];
      case 'rootMeanSquaredError':
        return ['squaredErrors'];
      case 'auc':
        return training ? [] : ['probabilities'];
      default:
        return [];
    }
  });
}

const COLUMNS: { readonly [C in Column]: (outputs: Outputs) => Tensor } = {
  ranks,
  absoluteErrors: (outputs) => tf.mean(tf.abs(errors(outputs)), -1),
  squaredErrors: (outputs) => tf.mean(tf.square(errors(outputs)), -1),
  probabilities: (outputs) => outputs.answers(),
};

export function computeColumn(column: Column, outputs: Outputs): Tensor {
  return COLUMNS[column](outputs);
}

/** A class that is as likely as the true one is not counted, as in TensorFlow's `in_top_k`. */
function ranks(outputs: Outputs): Tensor {
  const { logits } = outputs;
  const truth = tf.sum(tf.mul(logits, outputs.targets()), -1, true);
  return tf.sum(tf.cast(tf.greater(logits, truth), 'float32'), -1);
}

function errors(outputs: Outputs): Tensor {
  return tf.sub(outputs.answers(), outputs.targets());
}
