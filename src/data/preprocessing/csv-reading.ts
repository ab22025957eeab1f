/** How a dataset's CSV was read where its upload said so: what is predicted later is written as it was. */
import Type, { type Static } from 'typebox';

export const CsvReading = Type.Object({
  encoding: Type.Optional(Type.Enum(['utf-8', 'utf-16', 'latin-1'])),
  delimiter: Type.Optional(Type.String()),
  /** What stands for nothing, instead of what usually does. */
  nulls: Type.Optional(Type.Array(Type.String())),
});
export type CsvReading = Static<typeof CsvReading>;
