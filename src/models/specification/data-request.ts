/** What a job may say of its data: the target, the features, the split, the preprocessing. All optional: the rest follows. */
import Type, { type Static } from 'typebox';
import { SCALINGS } from './data-plan.ts';
import { TASKS } from './task.ts';

const COLUMNS_MAX = 10_000;
const COLUMN_NAME_LENGTH_MAX = 256;

const ColumnName = Type.String({ minLength: 1, maxLength: COLUMN_NAME_LENGTH_MAX });
const ColumnList = Type.Array(ColumnName, { minItems: 1, maxItems: COLUMNS_MAX, uniqueItems: true });
const Share = Type.Number({ minimum: 0, maximum: 0.9 });

/** `category` is one or the other of `oneHot` and `embedding`, by the number of its values. */
export const COLUMN_FORMS = ['number', 'category', 'oneHot', 'embedding', 'date'] as const;

const Split = Type.Object(
  {
    by: Type.Optional(Type.Enum(['stratified', 'random', 'group', 'time', 'column', 'given'])),
    column: Type.Optional(ColumnName),
    test: Type.Optional(Share),
  },
  { additionalProperties: false },
);

/** Each holds for some kinds of data; where it does not, it is refused. */
const Preprocessing = Type.Object(
  {
    scaling: Type.Optional(Type.Enum([...SCALINGS])),
    /** What a table's columns are taken for, where the guess is not right. */
    columns: Type.Optional(Type.Record(ColumnName, Type.Enum([...COLUMN_FORMS]), { maxProperties: COLUMNS_MAX })),
    categoriesMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    separator: Type.Optional(Type.String({ minLength: 1, maxLength: 8 })),
    text: Type.Optional(ColumnName),
    tokens: Type.Optional(Type.Enum(['words', 'characters'])),
    lowercase: Type.Optional(Type.Boolean()),
    vocabularySize: Type.Optional(Type.Integer({ minimum: 3, maximum: 1_000_000 })),
    /** Tokens of a text, steps of a sequence. */
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    series: Type.Optional(ColumnName),
    time: Type.Optional(ColumnName),
    horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    stride: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 600 })),
    window: Type.Optional(Type.Integer({ minimum: 16, maximum: 65_536 })),
    hop: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_536 })),
    melBands: Type.Optional(Type.Integer({ minimum: 4, maximum: 512 })),
  },
  { additionalProperties: false },
);

export const DATA_FIELDS = {
  task: Type.Optional(Type.Enum([...TASKS, 'forecasting'])),
  target: Type.Optional(Type.Union([ColumnName, ColumnList])),
  features: Type.Optional(ColumnList),
  split: Type.Optional(Split),
  preprocessing: Type.Optional(Preprocessing),
} as const;

const DataRequest = Type.Object(DATA_FIELDS);
export type DataRequest = Static<typeof DataRequest>;
