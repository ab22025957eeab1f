/** Layers that work on features, and activations as layers of their own. */
import { lookUp, type Tensor, tf } from '../../engine/index.ts';
import type { CompleteLayer } from '../specification/index.ts';
import { activate, leakyRelu } from './activations.ts';
import { addBias, type Compute, inputOf, weightOf } from './call.ts';

export const dense: Compute<'dense'> = (layer, call) =>
  activate(addBias(project(inputOf(call), weightOf(call, 'kernel')), call), layer.activation);

/** `[…, inputs] × [inputs, outputs]`, as one product of two matrices whatever the axes before. */
export function project(x: Tensor, kernel: Tensor): Tensor {
  const [inputs = 1, outputs = 1] = kernel.shape;
  if (x.rank === 2) return tf.matMul(x, kernel);
  const rows = tf.reshape(x, [x.size / inputs, inputs]);
  return tf.reshape(tf.matMul(rows, kernel), [...x.shape.slice(0, -1), outputs]);
}

/** TensorFlow refuses numbers outside the vocabulary when it computes. */
export const embedding: Compute<'embedding'> = (_layer, call) =>
  lookUp(weightOf(call, 'embeddings'), tf.cast(inputOf(call), 'int32'));

/** The row is cut into the columns that are looked up and what lies between them; what is looked up comes last. */
export const categoryEmbedding: Compute<'categoryEmbedding'> = ({ columns = [] }, call) =>
  joinColumns(inputOf(call), columns, (numbers, { index }) => {
    const found = lookUp(weightOf(call, `column${index}/embeddings`), tf.cast(numbers, 'int32'));
    return tf.reshape(found, [found.shape[0] as number, found.shape[2] as number]);
  });

/**
 * A number for each of a look-up's inputs, repeated for each number that is looked up for it: of the shape of the layer's outputs,
 * or one that is broadcast to it.
 */
export function spreadOverLookUp(layer: CompleteLayer<'embedding' | 'categoryEmbedding'>, numbers: Tensor): Tensor {
  if (layer.type === 'embedding') return tf.expandDims(numbers, -1);
  return joinColumns(numbers, layer.columns ?? [], (column, { outputDim }) => tf.mul(column, tf.ones([1, outputDim])));
}

type EmbeddedColumn = NonNullable<CompleteLayer<'categoryEmbedding'>['columns']>[number];

/** @param embed of a column of the row, `[batch, 1]`, what comes in its place. */
function joinColumns(
  row: Tensor,
  columns: readonly EmbeddedColumn[],
  embed: (numbers: Tensor, column: EmbeddedColumn) => Tensor,
): Tensor {
  const cuts = cutAround(
    columns.map(({ index }) => index).sort((a, b) => a - b),
    row.shape[1] ?? 0,
  );
  const pieces = tf.split(
    row,
    cuts.map(({ to, from }) => to - from),
    1,
  );
  const others = pieces.filter((_, piece) => cuts[piece]?.embedded === false);
  const embedded = columns.map((column) =>
    embed(pieces[cuts.findIndex(({ from }) => from === column.index)] as Tensor, column),
  );
  return tf.concat([...others, ...embedded], 1);
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly embedded: boolean;
}

/** @param indices rising. */
function cutAround(indices: readonly number[], inputs: number): Cut[] {
  const cuts: Cut[] = [];
  let from = 0;
  for (const index of indices) {
    if (index > from) cuts.push({ from, to: index, embedded: false });
    cuts.push({ from: index, to: index + 1, embedded: true });
    from = index + 1;
  }
  return from < inputs ? [...cuts, { from, to: inputs, embedded: false }] : cuts;
}

export const activation: Compute<'activation'> = (layer, call) => activate(inputOf(call), layer.activation);

/** `x` above the threshold, up to the maximum; below it, `slope × (x − threshold)`. */
export const relu: Compute<'relu'> = ({ maxValue, negativeSlope, threshold }, call) => {
  const x = inputOf(call);
  const above = threshold === 0 ? tf.relu(x) : tf.mul(x, tf.step(tf.sub(x, threshold)));
  const positive = maxValue === undefined ? above : tf.minimum(above, maxValue);
  if (negativeSlope === 0) return positive;
  return tf.sub(positive, tf.mul(tf.relu(tf.sub(threshold, x)), negativeSlope));
};

export const leaky: Compute<'leakyRelu'> = ({ negativeSlope }, call) => leakyRelu(inputOf(call), negativeSlope);

export const elu: Compute<'elu'> = ({ alpha }, call) => {
  const x = inputOf(call);
  if (alpha === 1) return tf.elu(x);
  return tf.add(tf.relu(x), tf.mul(tf.sub(tf.exp(tf.neg(tf.relu(tf.neg(x)))), 1), alpha));
};

export const prelu: Compute<'prelu'> = (_layer, call) => {
  const x = inputOf(call);
  return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), weightOf(call, 'alpha')));
};

export const softmax: Compute<'softmax'> = (_layer, call) => tf.softmax(inputOf(call));
