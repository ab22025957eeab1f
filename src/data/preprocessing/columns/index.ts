/** Columns of every kind: what is saved of them, how that is learnt, and how values are written as inputs. */
import Type, { type Static } from 'typebox';
import type { FeaturePlan } from '../../../models/specification/index.ts';
import { CategoryColumn, categoryWriter, EmbeddedColumn, embeddedWriter, fitCategory } from './category.ts';
import type { SourceColumn } from './cells.ts';
import { DateColumn, dateWriter, fitDate } from './date.ts';
import type { ColumnWriter, Fitting } from './kind.ts';
import { fitNumber, NumberColumn, numberWriter } from './number.ts';

export { type Cell, cellOfTable, textOfCell } from './cells.ts';
export { DATE_INPUTS, PERIODS_SECONDS } from './date.ts';
export type { ColumnWriter, Fitting } from './kind.ts';

export const FeatureColumn = Type.Union([NumberColumn, CategoryColumn, EmbeddedColumn, DateColumn]);
export type FeatureColumn = Static<typeof FeatureColumn>;

/** Learns from training rows what has to be known of a column. */
export function fitColumn(plan: FeaturePlan, source: SourceColumn): Fitting<FeatureColumn> {
  switch (plan.as) {
    case 'number':
      return fitNumber(plan, source);
    case 'category':
    case 'embedding':
      return fitCategory(plan, source);
    case 'date':
      return fitDate(plan, source);
  }
}

/** Writes a column's values: training and prediction have this in common. */
export function columnWriter(column: FeatureColumn): ColumnWriter {
  switch (column.as) {
    case 'number':
      return numberWriter(column);
    case 'category':
      return categoryWriter(column);
    case 'embedding':
      return embeddedWriter(column);
    case 'date':
      return dateWriter(column);
  }
}
