/**
 * What a loss is given: the outputs of a network that tells classes, and the classes that are true. Each form of them
 * is computed when it is first asked for, and once: losses and metrics share them.
 */
import { type Tensor, tf } from '../../engine/index.ts';

export interface Outputs {
  /** Before the softmax: `[batch, classes]`. */
  readonly logits: Tensor;
  /** int32 `[batch]`. */
  readonly labels: Tensor;
  readonly classes: number;
  /** `[batch, classes]`: what the network answers. */
  probabilities(): Tensor;
  /** The logarithms of the probabilities, exact where these would round to 0 or 1. */
  logProbabilities(): Tensor;
  /** `[batch, classes]`: 1 at the true class, 0 elsewhere. */
  targets(): Tensor;
}

/** A loss: how far each example's outputs are from its class, `[batch]`. Can be recorded: it reads no tensor back. */
export type Loss = (outputs: Outputs) => Tensor;

export function outputsOf(logits: Tensor, labels: Tensor): Outputs {
  const classes = logits.shape.at(-1) ?? 1;
  return {
    ...{ logits, labels, classes },
    probabilities: once(() => tf.softmax(logits)),
    logProbabilities: once(() => tf.logSoftmax(logits)),
    targets: once(() => tf.oneHot(labels as never, classes, 1, 0, 'float32')),
  };
}

function once(compute: () => Tensor): () => Tensor {
  let made: Tensor | undefined;
  return () => (made ??= compute());
}
