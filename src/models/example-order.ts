/**
 * Which examples are trained on, in which order, and which are held back to validate. Everything follows from the seed
 * (and the epoch's number), so a repeated or resumed run goes through the same examples in the same order.
 */
import { randomStream, shuffle } from '../random.ts';

export interface Split {
  /** Indices of examples, ascending. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Holds back a share of every class (a stratified split), rounded to whole examples; each class keeps at least one to
 * train with. (Keras' `validation_split` takes the last rows instead, whatever they hold.)
 * @param share from 0 to 0.9.
 */
export function splitExamples(labels: Int32Array, share: number, seed: number): Split {
  const all = Uint32Array.from({ length: labels.length }, (_, index) => index);
  if (share === 0) return { training: all, validation: new Uint32Array(0) };
  const held = new Uint8Array(labels.length);
  for (const [label, members] of groupByLabel(labels)) {
    const count = Math.min(Math.round(members.length * share), members.length - 1);
    shuffle(members, randomStream(seed, 'validation split', label));
    for (const index of members.subarray(0, count)) held[index] = 1;
  }
  return { training: all.filter((index) => held[index] === 0), validation: all.filter((index) => held[index] === 1) };
}

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

function groupByLabel(labels: Int32Array): Map<number, Uint32Array> {
  const groups = new Map<number, number[]>();
  for (const [index, label] of labels.entries()) {
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  }
  return new Map([...groups].map(([label, group]) => [label, Uint32Array.from(group)]));
}
