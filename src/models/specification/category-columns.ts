/**
 * Columns of a row that hold the numbers of categories: how a network that embeds them begins, and whether the layers of a
 * request fit them. Pure.
 */
import { unfit } from './effects/index.ts';
import type { Layer } from './layers/index.ts';

/** An input that is a whole number below `inputDim`. */
export interface CategoryColumn {
  /** Among the inputs, from 0. */
  readonly index: number;
  readonly inputDim: number;
}

/** As many as for tokens: more would be a network of its own for a single column. */
const UNITS_MAX = 64;

/** fast.ai's rule for tables, `emb_sz_rule` of fastai.tabular.model: 1.6 × categories^0.56, there at most 600. */
export function categoryUnits(categories: number): number {
  return Math.min(UNITS_MAX, Math.round(1.6 * categories ** 0.56));
}

export function embeddedColumns(categories: readonly CategoryColumn[]): Layer[] {
  if (categories.length === 0) return [];
  const columns = categories.map(({ index, inputDim }) => ({ index, inputDim, outputDim: categoryUnits(inputDim) }));
  return [{ type: 'categoryEmbedding', columns }];
}

/**
 * A request's layers with the data's columns in each `categoryEmbedding` that names none.
 * @param categories of the data; undefined where the data is not known.
 * @throws AppError ERR_NETWORK for a column of categories that no layer embeds, and for an embedding of other numbers.
 */
export function withCategories(layers: readonly Layer[], categories: readonly CategoryColumn[] | undefined): Layer[] {
  if (!categories) return [...layers];
  const [embedded] = embeddedColumns(categories);
  const filled = layers.map((layer) =>
    layer.type === 'categoryEmbedding' && embedded ? { ...embedded, ...layer } : layer,
  );
  const taken = new Set<number>();
  for (const [position, layer] of filled.entries()) {
    if (layer.type !== 'categoryEmbedding') continue;
    for (const [at, { index, inputDim }] of (layer.columns ?? []).entries()) {
      refuseMisfit({ index, inputDim }, categories, `/network/layers/${position}/columns/${at}`);
      taken.add(index);
    }
  }
  const left = categories.filter(({ index }) => !taken.has(index)).map(({ index }) => index);
  if (left.length === 0) return filled;
  const detail = `Expected a layer "categoryEmbedding" for the inputs that are numbers of categories. Received: none for ${left.slice(0, 5).join(', ')}.`;
  throw unfit('/network/layers', detail);
}

function refuseMisfit(column: CategoryColumn, categories: readonly CategoryColumn[], pointer: string): void {
  const category = categories.find(({ index }) => index === column.index);
  if (!category) {
    const known =
      categories
        .map(({ index }) => index)
        .slice(0, 5)
        .join(', ') || 'none';
    throw unfit(
      `${pointer}/index`,
      `Expected an input that is the number of a category (${known}). Received: ${column.index}.`,
    );
  }
  if (column.inputDim < category.inputDim)
    throw unfit(
      `${pointer}/inputDim`,
      `Expected at least the column's ${category.inputDim} numbers. Received: ${column.inputDim}.`,
    );
}
