/** Rows of a table: each column is one thing, however many inputs it became. */
import type { FeatureColumn } from '../preprocessing/columns/index.ts';
import { encoderOf, rawRows, rawRowsOfFile, type TabularPreprocessing } from '../preprocessing/tabular.ts';
import { type AttributionKind, rounded, type Unit } from './kind.ts';

/** What stands for the values of a category that has none that is frequent. */
const OTHER = '(other)';

export const tabularAttribution: AttributionKind<TabularPreprocessing> = {
  /** Of numbers and times the mean of the training rows, of categories the most frequent one. */
  baselines: ['typical'],
  baseline(preprocessing, asked, input) {
    if (typeof asked !== 'string') return asked;
    const row = new Float32Array(input.length);
    const { starts } = encoderOf(preprocessing);
    for (const [position, column] of preprocessing.columns.entries()) writeTypical(column, row, starts[position] ?? 0);
    return row;
  },
  units: columnUnits,
  grid: ({ columns }) => ({ rows: columns.length, columns: 1, slides: 'none', patch: 1, stride: 1 }),
  async names(preprocessing, body) {
    const rows =
      'instances' in body
        ? rawRows(preprocessing, body.instances)
        : await rawRowsOfFile(preprocessing, body.bytes, body.countMax);
    return (row) => preprocessing.columns.map((_, position) => rows.received(row, position) ?? null);
  },
  tell(preprocessing, units, { names, baselineNames }) {
    return {
      columns: preprocessing.columns.map((column, position) => ({
        name: column.name,
        value: names[position] ?? null,
        baseline: baselineNames ? (baselineNames[position] ?? null) : typicalValue(column),
        attribution: rounded(units[position] as number),
      })),
    };
  },
};

/** The inputs of each column. */
export function columnUnits(preprocessing: TabularPreprocessing): Unit[] {
  const { starts, writers } = encoderOf(preprocessing);
  return writers.map(({ width }, position) => ({ from: starts[position] ?? 0, size: width }));
}

/** A mean moment has no time of day, week or year: those of all moments cancel each other. */
function writeTypical(column: FeatureColumn, row: Float32Array, at: number): void {
  switch (column.as) {
    case 'number':
      row[at] = column.divideBy === 0 ? 0 : (column.fill - column.subtract) / column.divideBy;
      return;
    case 'category':
      row[at + typicalPlace(column)] = 1;
      return;
    case 'embedding':
      row[at] = typicalPlace(column);
      return;
    case 'date':
  }
}

/** The first is the most frequent. */
function typicalPlace({ values }: { readonly values: readonly unknown[] }): number {
  return values.length > 0 ? 1 : 0;
}

/** In the unit of the data. */
function typicalValue(column: FeatureColumn): unknown {
  switch (column.as) {
    case 'number':
      return rounded(column.fill);
    case 'category':
    case 'embedding':
      return column.values.length > 0 ? column.values[0] : OTHER;
    case 'date':
      return new Date(Math.round(column.mean) * 1000).toISOString();
  }
}
