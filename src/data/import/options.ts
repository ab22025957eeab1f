/** What an upload may say of itself, where what is sniffed is not right. Each holds for some formats; elsewhere it is refused. */
import Type, { type Static } from 'typebox';
import { DATASET_KINDS } from '../../models/specification/index.ts';

const ColumnName = Type.String({ minLength: 1, maxLength: 256 });
const Side = Type.Integer({ minimum: 1, maximum: 4096 });

export const ImportOptions = Type.Object(
  {
    kind: Type.Optional(Type.Enum([...DATASET_KINDS])),
    /** Tables: the column to learn, the column with texts, of long tables the columns of series and time. */
    target: Type.Optional(ColumnName),
    text: Type.Optional(ColumnName),
    series: Type.Optional(ColumnName),
    time: Type.Optional(ColumnName),
    /** CSV. */
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 4 })),
    header: Type.Optional(Type.Boolean()),
    encoding: Type.Optional(Type.Enum(['utf-8', 'utf-16', 'latin-1'])),
    decimal: Type.Optional(Type.Enum(['.', ','])),
    dateFormat: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    nulls: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 32 })),
    types: Type.Optional(Type.Record(ColumnName, Type.Enum(['number', 'integer', 'boolean', 'timestamp', 'text']))),
    /** Pictures: every one is fitted to this. */
    height: Type.Optional(Side),
    width: Type.Optional(Side),
    colour: Type.Optional(Type.Enum(['grey', 'rgb'])),
    /** Arrays: what the labels are. */
    targets: Type.Optional(Type.Enum(['classes', 'labels', 'numbers'])),
    classes: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 2, maxItems: 16_384 }),
    ),
    /** Sounds. */
    sampleRate: Type.Optional(Type.Integer({ minimum: 1000, maximum: 192_000 })),
    seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 600 })),
  },
  { additionalProperties: false },
);
export type ImportOptions = Static<typeof ImportOptions>;
