/**
 * The order in which examples are trained on. It follows from the seed and the epoch's number, so a repeated or resumed run
 * goes through the same examples in the same order.
 */
import { randomStream, shuffle } from '../random.ts';

/**
 * The order in which an epoch goes through its examples.
 * @param indices in any fixed order; they are copied.
 * @param epoch from 1.
 */
export function epochOrder(indices: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = indices.slice();
  shuffle(order, randomStream(seed, 'order of examples', epoch));
  return order;
}
