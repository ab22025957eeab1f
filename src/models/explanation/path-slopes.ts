/**
 * How a network's output changes along the straight path from a baseline to an input, as TensorFlow's operations. Knows nothing of
 * how many places of the path are looked at, nor of sessions.
 *
 * DESIGN What is differentiated is not the input but, for each number of it, the share of its way that it has gone: `cᵢ`, in
 * `xᵢ(c) = x′ᵢ + cᵢ (xᵢ − x′ᵢ)`. The derivative by `cᵢ` is what integrated gradients integrate. A number that is looked up (a
 * token, a category) has no way between two values; its vectors have: `e(c) = e′ + cᵢ (e − e′)`. Its derivative is then the sum over
 * the vector, by the same rule, and reshapes and permutations before the look-up are differentiated like anything else.
 */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Around } from '../forward.ts';
import { spreadOverLookUp } from '../layers/index.ts';
import { answersOf } from '../losses/index.ts';
import type { Network } from '../network.ts';
import { completed, type NamedLayer, product } from '../specification/index.ts';

/** Numbers of a row that asks for slopes: input, baseline, the place on the path from 0 to 1, the weight of each figure. */
export function slopeRowSize({ inputShape, outputShape }: Pick<Network, 'inputShape' | 'outputShape'>): number {
  return 2 * product(inputShape) + 1 + 2 * product(outputShape);
}

/**
 * The network's figures: its answers (probabilities, or numbers), then what they are made of (logits, or the numbers again).
 * @param inputs `[batch, size]`. @returns `[batch, 2 × outputs]`.
 */
export function figuresOf(network: Network, inputs: Tensor): Tensor {
  return figures(network, forward(network, shaped(network, inputs)));
}

/**
 * @param rows `[batch, slopeRowSize]`.
 * @returns `[batch, size + 1]`: the weighted sum of figures' derivative by the share of each number's way, at this place of the
 * path; then that sum itself.
 */
export function slopesOf(network: Network, rows: Tensor): Tensor {
  const size = product(network.inputShape);
  const outputs = 2 * product(network.outputShape);
  const [input, baseline, place, weights] = tf.split(rows, [size, size, 1, outputs], 1) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const compute = pathFigures(network, input, baseline);
  const made: Tensor[] = [];
  const slopes = tf.grad((shares: Tensor) => {
    const told = tf.sum(tf.mul(compute(shares), weights), 1, true);
    // tfjs frees whatever a gradient's function made when it ends.
    made.push(tf.keep(told));
    return tf.sum(told);
  })(tf.mul(place, tf.onesLike(input)));
  const both = tf.concat([slopes, ...made], 1);
  tf.dispose(made);
  return both;
}

/** @returns from the share of its way that each number has gone, `[batch, size]`, to figures. */
function pathFigures(network: Network, input: Tensor, baseline: Tensor): (shares: Tensor) => Tensor {
  const to = lookUpsOf(network, shaped(network, input));
  const from = lookUpsOf(network, shaped(network, baseline));
  return (shares) => {
    const ways = waysOf(network, shaped(network, shares), to);
    const found = to.map((end, index) => between(from[index] as Tensor, end, ways[index] as Tensor));
    const inputs = shaped(network, between(baseline, input, shares));
    return figures(network, forward(network, inputs, replacing(found)));
  };
}

function between(from: Tensor, to: Tensor, share: Tensor): Tensor {
  return tf.add(from, tf.mul(share, tf.sub(to, from)));
}

/** What each look-up finds. What else is computed is left out of a graph. */
function lookUpsOf(network: Network, inputs: Tensor): Tensor[] {
  const found: Tensor[] = [];
  if (!network.layers.some(looksUp)) return found;
  forward(network, inputs, (layer, _taken, compute) => {
    const output = compute();
    if (looksUp(layer)) found.push(output);
    return output;
  });
  return found;
}

/**
 * The shares of their way as they come to each look-up, for each number that it finds.
 * @param found by each: the layers behind need something of its shape.
 */
function waysOf(network: Network, shares: Tensor, found: readonly Tensor[]): Tensor[] {
  const ways: Tensor[] = [];
  if (found.length === 0) return ways;
  const next = replacing(found);
  forward(network, shares, (layer, taken, compute) => {
    if (looksUp(layer)) ways.push(spreadOverLookUp(completed<LookUp>(layer as never), taken[0] as Tensor));
    return next(layer, taken, compute);
  });
  return ways;
}

/** @param found what look-ups are said to find, in their order. */
function replacing(found: readonly Tensor[]): Around {
  let next = 0;
  return (layer, _taken, compute) => (looksUp(layer) ? (found[next++] as Tensor) : compute());
}

/** @returns logits. */
function forward(network: Network, inputs: Tensor, around?: Around): Tensor {
  return network.forward(inputs, { training: false, fused: true, ...(around && { around }) }).logits;
}

type LookUp = 'embedding' | 'categoryEmbedding';

function looksUp(layer: NamedLayer): boolean {
  return layer.type === 'embedding' || layer.type === 'categoryEmbedding';
}

function figures({ tells }: Network, logits: Tensor): Tensor {
  const batch = logits.shape[0] ?? 1;
  const flat = (tensor: Tensor): Tensor => tf.reshape(tensor, [batch, tensor.size / batch]);
  return tf.concat([flat(answersOf(tells, logits)), flat(logits)], 1);
}

function shaped({ inputShape }: Network, inputs: Tensor): Tensor {
  return tf.reshape(inputs, [inputs.shape[0] ?? 1, ...inputShape]);
}
