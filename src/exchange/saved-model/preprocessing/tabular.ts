/** Rows of a table: a tensor for each column, and their inputs one after the other. */
import type { TabularPreprocessing } from '../../../data/index.ts';
import { writeColumn } from './columns.ts';
import type { WritePreprocessing } from './kind.ts';

export const writeTabular: WritePreprocessing<TabularPreprocessing> = (writer, { columns }) => {
  const written = columns.map((column, index) => writeColumn(writer, column, index));
  return {
    inputs: written.map(({ input }) => input),
    output: writer.concat(
      written.map(({ output }) => output),
      1,
    ),
    notes: written.flatMap(({ notes }) => notes),
  };
};
