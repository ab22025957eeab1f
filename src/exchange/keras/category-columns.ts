/**
 * `categoryEmbedding` in Keras' layers: a product with a matrix of zeros and ones takes columns out of the row, exactly; an
 * embedding looks each up; a concatenation joins them.
 */
import type { NamedWeight } from '../../models/index.ts';
import type { LayerOf } from '../../models/specification/index.ts';
import type { WritableLayer } from './written-network.ts';

/** @param weights `column3/embeddings` and so on. */
export function writeCategoryColumns(
  { columns = [], ...settings }: LayerOf<'categoryEmbedding'>,
  { name, inputs, weights, outputShape }: Omit<WritableLayer, 'is'>,
  rowLength: number,
): WritableLayer[] {
  const embedded = new Set(columns.map(({ index }) => index));
  const others = Array.from({ length: rowLength }, (_, index) => index).filter((index) => !embedded.has(index));
  const { embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint } = settings;
  const arguments_ = {
    ...(embeddingsInitializer && { embeddingsInitializer }),
    ...(embeddingsRegularizer && { embeddingsRegularizer }),
    ...(embeddingsConstraint && { embeddingsConstraint }),
  };
  const found = columns.flatMap(({ index, inputDim, outputDim }): WritableLayer[] => {
    const part = `${name}__column${index}`;
    const values = weights.find((weight) => weight.name === `column${index}/embeddings`);
    return [
      selection(part, inputs, [index], rowLength),
      {
        name: `${part}__embedding`,
        inputs: [part],
        is: { type: 'embedding', inputDim, outputDim, ...arguments_ },
        weights: values ? [{ ...values, name: 'embeddings' }] : [],
        outputShape: [1, outputDim],
      },
      flattened(`${part}__flatten`, [`${part}__embedding`], outputDim),
    ];
  });
  const rest = others.length > 0 ? [selection(`${name}__others`, inputs, others, rowLength)] : [];
  const joined = [...rest.map((each) => each.name), ...columns.map(({ index }) => `${name}__column${index}__flatten`)];
  const [only] = joined;
  const last: WritableLayer =
    joined.length === 1 && only !== undefined
      ? flattened(name, [only], outputShape[0] ?? 1)
      : { name, inputs: joined, is: { type: 'concatenate' }, weights: [], outputShape };
  return [...rest, ...found, last];
}

function selection(
  name: string,
  inputs: readonly string[],
  indices: readonly number[],
  rowLength: number,
): WritableLayer {
  const values = new Float32Array(rowLength * indices.length);
  for (const [column, index] of indices.entries()) values[index * indices.length + column] = 1;
  const kernel: NamedWeight = { name: 'kernel', shape: [rowLength, indices.length], values };
  const config = { units: indices.length, use_bias: false, activation: 'linear', trainable: false };
  return {
    name,
    inputs,
    is: { type: 'keras', className: 'Dense', config },
    weights: [kernel],
    outputShape: [indices.length],
  };
}

function flattened(name: string, inputs: readonly string[], length: number): WritableLayer {
  return { name, inputs, is: { type: 'flatten' }, weights: [], outputShape: [length] };
}
