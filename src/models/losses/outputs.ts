/**
 * What a loss is given: the outputs of a network, and what is true. Each form of them is computed when it is first asked
 * for, and once: losses and metrics share them.
 */
import type { TargetKind } from '../../data/examples.ts';
import { type Tensor, tf } from '../../engine/index.ts';

export interface Outputs {
  readonly kind: TargetKind;
  /** Before the softmax, the sigmoid, or as they are for numbers: `[batch, size]`. */
  readonly logits: Tensor;
  /** int32 `[batch]` for classes; otherwise float32 `[batch, size]`. */
  readonly truths: Tensor;
  /** How many classes, labels or numbers. */
  readonly size: number;
  /** `[batch, size]`: what the network answers, probabilities or numbers. */
  answers(): Tensor;
  /** Of classes: the logarithms of the probabilities, exact where these would round to 0 or 1. */
  logProbabilities(): Tensor;
  /** `[batch, size]`: what the network should have answered; of classes 1 at the true one, 0 elsewhere. */
  targets(): Tensor;
}

/** A loss: how far each example's outputs are from what is true, `[batch]`. Can be recorded: it reads no tensor back. */
export type Loss = (outputs: Outputs) => Tensor;

export function outputsOf(kind: TargetKind, logits: Tensor, truths: Tensor): Outputs {
  const size = logits.shape.at(-1) ?? 1;
  return {
    ...{ kind, logits, truths, size },
    answers: once(() => answersOf(kind, logits)),
    logProbabilities: once(() => tf.logSoftmax(logits)),
    targets: kind === 'classes' ? once(() => tf.oneHot(truths as never, size, 1, 0, 'float32')) : () => truths,
  };
}

/** What a network that tells `kind` makes of what it computes before its last activation. */
export function answersOf(kind: TargetKind, logits: Tensor): Tensor {
  if (kind === 'classes') return tf.softmax(logits);
  return kind === 'labels' ? tf.sigmoid(logits) : logits;
}

function once(compute: () => Tensor): () => Tensor {
  let made: Tensor | undefined;
  return () => (made ??= compute());
}
