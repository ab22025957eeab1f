/**
 * What metrics are reckoned from: numbers for each example of a batch, computed with the forward pass. Which of them are
 * needed follows from the metrics that were asked for; nothing else is computed or read.
 */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Outputs } from '../losses/index.ts';
import type { ResolvedMetric } from '../specification/index.ts';

/**
 * `ranks`: how many classes the network finds likelier than the true one. `absoluteErrors`, `squaredErrors`: the mean
 * over classes of the error against the one-hot target. `probabilities`: `[batch, classes]`.
 */
export type Column = 'ranks' | 'absoluteErrors' | 'squaredErrors' | 'probabilities';

export interface MeasuredBatch {
  /** The likeliest class of each example, the first of equals. */
  readonly classes: Int32Array;
  /** Only those that were asked for. */
  readonly columns: { readonly [C in Column]?: Float32Array };
}

/** @param training whether it is measured while it trains: an AUC is not. */
export function columnsOf(metrics: readonly ResolvedMetric[], training: boolean): Column[] {
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
  probabilities: (outputs) => outputs.probabilities(),
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
  return tf.sub(outputs.probabilities(), outputs.targets());
}
