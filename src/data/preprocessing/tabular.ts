/** Rows of a table: every column becomes inputs of its own, one after the other in the columns' order. */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { isObject, show } from '../../schema-words.ts';
import { unknownName } from '../nearest.ts';
import { type Cell, type CellReader, cellReader, type Misfit } from './columns/cells.ts';
import { type ColumnWriter, columnWriter, FeatureColumn } from './columns/index.ts';
import { readCsvLines } from './csv-lines.ts';
import { CsvReading } from './csv-reading.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit } from './nested.ts';

export const TabularPreprocessing = Type.Object({
  kind: Type.Literal('tabular'),
  columns: Type.Array(FeatureColumn, { minItems: 1 }),
  /** The dataset's other columns: a row may have them, they are passed over. */
  others: Type.Array(Type.String()),
  csv: Type.Optional(CsvReading),
});
export type TabularPreprocessing = Static<typeof TabularPreprocessing>;

/**
 * An instance is an object of columns, or an array in their order. A column that the training never saw without a value must
 * be there; elsewhere a missing key is a missing value.
 */
export const tabularKind: PreprocessingKind<TabularPreprocessing> = {
  inputShape: (preprocessing) => [inputsOf(preprocessing)],
  mediaTypes: ['text/csv'],
  encodeInstances: async (preprocessing, instances) => encodeRows(preprocessing, rawRows(preprocessing, instances)),
  encodeColumns: async (preprocessing, columns, count) =>
    encodeRows(preprocessing, rawColumns(preprocessing, columns, count)),
  encodeFile: async (preprocessing, bytes, _mediaType, countMax) =>
    encodeRows(preprocessing, await rawRowsOfFile(preprocessing, bytes, countMax)),
};

/** Rows as they came, before anything is made of them. @throws AppError ERR_INSTANCES for what are no rows. */
export function rawRows(preprocessing: TabularPreprocessing, instances: readonly unknown[]): RawRows {
  const encoder = encoderOf(preprocessing);
  const values = instances.map((instance, index) => valuesOf(instance, encoder, `instances[${index}]`));
  return {
    count: instances.length,
    cell: (row, position) => encoder.readers[position]?.json(values[row]?.(position)) ?? null,
    place: (row, name) => `instances[${row}].${name}`,
    received: (row, position) => values[row]?.(position),
  };
}

/** The same of columns, which are not turned into rows: those that are left out take no memory. */
export function rawColumns(
  preprocessing: TabularPreprocessing,
  columns: readonly (((row: number) => unknown) | undefined)[],
  count: number,
): RawRows {
  const { readers } = encoderOf(preprocessing);
  const received = (row: number, position: number): unknown => columns[position]?.(row) ?? null;
  return {
    count,
    cell: (row, position) => readers[position]?.json(received(row, position)) ?? null,
    place: (row, name) => `instances[${row}].${name}`,
    received,
  };
}

/** The same of a CSV file. */
export async function rawRowsOfFile(
  preprocessing: TabularPreprocessing,
  bytes: Uint8Array,
  countMax: number,
): Promise<RawRows> {
  const { readers } = encoderOf(preprocessing);
  const wanted = preprocessing.columns.map(({ name }) => name);
  const { positions, records, commas } = await readCsvLines(
    bytes,
    { wanted, others: preprocessing.others, reading: preprocessing.csv },
    countMax,
  );
  const text = (row: number, position: number): string | undefined => records[row]?.[positions[position] ?? -1];
  return {
    count: records.length,
    cell(row, position) {
      const value = text(row, position);
      return value === undefined ? null : (readers[position]?.csv(value, commas) ?? null);
    },
    place: (row, name) => `row ${row + 1}, column "${name}"`,
    received: text,
  };
}

interface RowEncoder {
  readonly readers: readonly CellReader[];
  readonly writers: readonly ColumnWriter[];
  /** Where each column's inputs start. */
  readonly starts: readonly number[];
  readonly inputs: number;
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly others: ReadonlySet<string>;
}

/** A loaded version predicts again and again; what its preprocessing makes is made once. */
const ENCODERS = new WeakMap<TabularPreprocessing, RowEncoder>();

/** How the rows of a preprocessing are written; training uses it column by column. */
export function encoderOf(preprocessing: TabularPreprocessing): RowEncoder {
  const made = ENCODERS.get(preprocessing);
  if (made) return made;
  const { columns, others, csv } = preprocessing;
  const writers = columns.map(columnWriter);
  const readers = columns.map(({ type, dateFormat }) => cellReader(type, dateFormat, csv?.nulls));
  const starts: number[] = [];
  let inputs = 0;
  for (const { width } of writers) {
    starts.push(inputs);
    inputs += width;
  }
  const names = columns.map(({ name }) => name);
  const positions = new Map(names.map((name, position) => [name, position]));
  const encoder = { names, readers, writers, starts, inputs, positions, others: new Set(others) };
  ENCODERS.set(preprocessing, encoder);
  return encoder;
}

function inputsOf(preprocessing: TabularPreprocessing): number {
  return encoderOf(preprocessing).inputs;
}

export interface RawRows {
  readonly count: number;
  cell(row: number, position: number): Cell | Misfit;
  /** Where a value stands, for messages. */
  place(row: number, name: string): string;
  received(row: number, position: number): unknown;
}

/** @throws AppError ERR_INSTANCES for a value that is not its column's, missing where it must not be, or far out of reach. */
async function encodeRows(preprocessing: TabularPreprocessing, rows: RawRows): Promise<Float32Array> {
  const { writers, starts, inputs } = encoderOf(preprocessing);
  const room = new Float32Array(rows.count * inputs);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let row = 0; row < rows.count; row++) {
    for (const [position, { name, nullable }] of preprocessing.columns.entries()) {
      const cell = rows.cell(row, position);
      const expected = obstacle(cell, nullable);
      const at = row * inputs + (starts[position] as number);
      if (expected === undefined && writers[position]?.write(cell as Cell, room, at)) continue;
      const wanted = expected ?? 'a number nearer to those of the training rows';
      throw misfit(rows.place(row, name), wanted, show(rows.received(row, position)));
    }
    await breathe();
  }
  return room;
}

/** What was expected instead of a value that cannot be written. */
function obstacle(cell: Cell | Misfit, nullable: boolean): string | undefined {
  if (cell === null) return nullable ? undefined : 'a value, since the training rows all have one';
  return typeof cell === 'object' ? cell.expected : undefined;
}

/** How to look up an instance's values by the position of their column. */
function valuesOf(instance: unknown, encoder: RowEncoder, where: string): (position: number) => unknown {
  const { names } = encoder;
  if (Array.isArray(instance)) {
    if (instance.length !== names.length)
      throw misfit(where, `an array of ${names.length} values, one for each column`, show(instance));
    return (position) => instance[position];
  }
  if (!isObject(instance)) throw misfit(where, 'an object of columns, or an array in their order', show(instance));
  for (const key of Object.keys(instance)) {
    if (encoder.positions.has(key) || encoder.others.has(key)) continue;
    throw misfit(where, 'columns of the dataset', unknownName(key, names));
  }
  return (position) => {
    const name = names[position] as string;
    return Object.hasOwn(instance, name) ? instance[name] : undefined;
  };
}
