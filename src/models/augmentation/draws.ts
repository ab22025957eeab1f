/** The random numbers of an augmentation: they follow from the seed, from what they are for, and from the step. */
import { statelessNormal, statelessUniform, type Tensor, tf } from '../../engine/index.ts';
import { randomStream } from '../../random.ts';

/** Random numbers of one step: each purpose has its own, whatever else is drawn. */
export interface Draws {
  /** `[count]`, from −`bound` to `bound`. */
  around0(purpose: string, count: number, bound: number): Tensor;
  /** `[count]`, 1 or −1, equally likely. */
  signs(purpose: string, count: number): Tensor;
  /** Of the normal distribution of mean 0 and variance 1. */
  normal(purpose: string, shape: readonly number[]): Tensor;
}

/**
 * TensorFlow's stateless generators take two numbers: who asks, and the step.
 * @param seed an unsigned 32-bit integer. @returns those of a step: an int32 scalar.
 */
export function createDraws(seed: number): (step: Tensor) => Draws {
  const keys = new Map<string, number>();
  function keyOf(purpose: string): number {
    const key = keys.get(purpose) ?? randomStream(seed, `augmentation by ${purpose}`).uint32() | 0;
    keys.set(purpose, key);
    return key;
  }

  return (step) => {
    const pair = (purpose: string): Tensor => tf.stack([tf.scalar(keyOf(purpose), 'int32'), step]);
    const uniform = (purpose: string, count: number): Tensor => statelessUniform([count], pair(purpose));
    return {
      around0: (purpose, count, bound) => tf.mul(tf.sub(uniform(purpose, count), 0.5), 2 * bound),
      signs: (purpose, count) => tf.sub(tf.mul(tf.cast(tf.less(uniform(purpose, count), 0.5), 'float32'), 2), 1),
      normal: (purpose, shape) => statelessNormal(shape, pair(purpose)),
    };
  };
}
