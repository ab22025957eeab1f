/** Datasets as clients see them: all that is known of one, whatever its state. */
import Type, { type Static, type TSchema } from 'typebox';
import { type ColumnProfile, type DatasetManifest, isClassified } from '../data/index.ts';
import { DATASET_KINDS } from '../models/specification/index.ts';
import type { DatasetState } from './dataset-names.ts';

const Count = Type.Integer({ minimum: 0 });
const OrNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const Lengths = Type.Object({ max: Count, p95: Count });
const WireColumn = Type.Object({
  name: Type.String(),
  type: Type.Enum(['number', 'integer', 'boolean', 'timestamp', 'text']),
  becomes: Type.Enum(['number', 'category', 'date', 'text', 'ignored']),
  reason: Type.Optional(Type.String()),
  nulls: Count,
  distinct: Count,
  range: Type.Optional(
    Type.Object({ min: Type.Number(), max: Type.Number(), mean: Type.Number(), deviation: Type.Number() }),
  ),
  values: Type.Optional(
    Type.Array(Type.Object({ value: Type.String(), rows: Count }), {
      description: 'the most frequent ones, at most 20',
    }),
  ),
  sameInSeries: Type.Optional(
    Type.Boolean({ description: 'of a long table of series: whether all rows of each series have the same' }),
  ),
  lengths: Type.Optional(Type.Object({ characters: Lengths, words: Lengths })),
});

const ColumnView = Type.Unsafe<ColumnProfile>(WireColumn);

export const DatasetView = Type.Object(
  {
    name: Type.String(),
    kind: OrNull(Type.Enum([...DATASET_KINDS])),
    status: Type.Enum(['importing', 'ready', 'failed']),
    rows: Type.Union([
      Count,
      Type.Object({ train: Count, validation: Type.Optional(Count), test: Type.Optional(Count) }),
      Type.Null(),
    ]),
    schema: OrNull(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'of one row: the shape of arrays, pictures or sounds, and what numbers to learn are called; of tables the columns that have a part of their own',
      }),
    ),
    classes: Type.Array(Type.Object({ label: Type.String(), rows: Count })),
    columns: Type.Optional(Type.Array(ColumnView, { description: 'of tables; not in lists' })),
    warnings: Type.Array(Type.String()),
    digest: Type.String(),
    bytes: OrNull(Count),
    createdAt: Type.String({ description: 'UTC, ISO 8601' }),
    job: OrNull(Type.String({ description: 'that imports it' })),
    error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  },
  { $id: 'Dataset' },
);
export type DatasetView = Static<typeof DatasetView>;

/** Of thousands that are known, a reader looks at the first. */
const VALUES_SHOWN = 20;

/** What is known of a dataset. */
export function viewOf(state: DatasetState): DatasetView {
  const view = summaryOf(state);
  const content = state.status === 'ready' ? state.manifest.content : undefined;
  return content?.form === 'table' ? { ...view, columns: content.columns.map(columnView) } : view;
}

function columnView(column: ColumnProfile): ColumnProfile {
  return column.values ? { ...column, values: column.values.slice(0, VALUES_SHOWN) } : column;
}

/** The same without a table's columns, of which there may be ten thousand. */
export function summaryOf(state: DatasetState): DatasetView {
  const { name, claim, status } = state;
  const job = claim?.job ?? null;
  if (status !== 'ready') {
    const unknown = { kind: null, rows: null, schema: null, classes: [], warnings: [], bytes: null };
    const { digest = '', at: createdAt = '' } = claim ?? {};
    return { name, status, ...unknown, digest, createdAt, job, ...(status === 'failed' && { error: state.error }) };
  }
  const { kind, rows, parts, warnings, digest, bytes, createdAt } = state.manifest;
  return {
    ...{
      name,
      kind,
      status,
      rows: parts ?? rows,
      schema: schemaOf(state.manifest),
      classes: classesOf(state.manifest),
    },
    ...{ warnings: [...warnings], digest, bytes, createdAt, job },
  };
}

function schemaOf({ kind, content }: DatasetManifest): Record<string, unknown> {
  if (content.form === 'table') {
    const { target, text, series, time, columns } = content;
    return { columns: columns.length, target, text, series, time };
  }
  const { shape, type, sampleRate, targets } = content;
  const [first, width, channels] = shape;
  if (kind === 'image') return { height: first, width, channels };
  if (kind === 'audio') return { samples: first, sampleRate };
  return { shape, type, ...(targets?.kind === 'numbers' && { targets: targets.names }) };
}

/** With their rows: of a table those of its target, if all of them are known. */
function classesOf({ content, rows }: DatasetManifest): DatasetView['classes'] {
  if (content.form === 'array') {
    const { targets } = content;
    if (!targets || targets.kind === 'numbers') return [];
    return targets.labels.map((label, index) => ({ label, rows: targets.counts[index] ?? 0 }));
  }
  const target = content.columns.find(({ name }) => name === content.target);
  const hasClasses = target?.becomes === 'category' || target?.type === 'boolean' || isClassified(target, rows);
  if (!target || !hasClasses || target.values?.length !== target.distinct) return [];
  return target.values.map(({ value, rows }) => ({ label: value, rows }));
}
