/** Rows of a table: every column becomes inputs of its own, one after the other in the columns' order. */
import Type, { type Static } from 'typebox';
import { isObject, show } from '../../schema-words.ts';
import { unknownName } from '../nearest.ts';
import { type Cell, type CellReader, cellReader, type Misfit } from './columns/cells.ts';
import { type ColumnWriter, columnWriter, FeatureColumn } from './columns/index.ts';
import { readCsvLines } from './csv-lines.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit } from './nested.ts';

export const TabularPreprocessing = Type.Object({
  kind: Type.Literal('tabular'),
  columns: Type.Array(FeatureColumn, { minItems: 1 }),
  /** The dataset's other columns: a row may have them, they are passed over. */
  others: Type.Array(Type.String()),
});
export type TabularPreprocessing = Static<typeof TabularPreprocessing>;

/**
 * An instance is an object of columns, or an array in their order. A column that the training never saw without a value must
 * be there; elsewhere a missing key is a missing value.
 */
export const tabularKind: PreprocessingKind<TabularPreprocessing> = {
  inputShape: (preprocessing) => [inputsOf(preprocessing)],
  mediaTypes: ['text/csv'],
  async encodeInstances(preprocessing, instances) {
    const encoder = encoderOf(preprocessing);
    return encodeAll(preprocessing, instances.length, (index, write) => {
      const where = `instances[${index}]`;
      const lookUp = valuesOf(instances[index], encoder, where);
      for (const [position, column] of preprocessing.columns.entries()) {
        const value = lookUp(position);
        write(position, encoder.readers[position]?.json(value) ?? null, `${where}.${column.name}`, value);
      }
    });
  },
  async encodeFile(preprocessing, bytes, _mediaType, countMax) {
    const { columns, others } = preprocessing;
    const wanted = columns.map(({ name }) => name);
    const { readers } = encoderOf(preprocessing);
    const { positions, records, commas } = readCsvLines(bytes, { wanted, others }, countMax);
    return encodeAll(preprocessing, records.length, (index, write) => {
      for (const [position, column] of columns.entries()) {
        const text = records[index]?.[positions[position] as number];
        write(
          position,
          readers[position]?.csv(text ?? '', commas) ?? null,
          `row ${index + 1}, column "${column.name}"`,
          text,
        );
      }
    });
  },
};

interface RowEncoder {
  readonly readers: readonly CellReader[];
  readonly writers: readonly ColumnWriter[];
  /** Where each column's inputs start. */
  readonly starts: readonly number[];
  readonly inputs: number;
  readonly positions: ReadonlyMap<string, number>;
  readonly others: ReadonlySet<string>;
}

/** A loaded version predicts again and again; what its preprocessing makes is made once. */
const ENCODERS = new WeakMap<TabularPreprocessing, RowEncoder>();

/** How the rows of a preprocessing are written; training uses it column by column. */
export function encoderOf(preprocessing: TabularPreprocessing): RowEncoder {
  const made = ENCODERS.get(preprocessing);
  if (made) return made;
  const { columns, others } = preprocessing;
  const writers = columns.map(columnWriter);
  const readers = columns.map(({ type, dateFormat }) => cellReader(type, dateFormat));
  const starts: number[] = [];
  let inputs = 0;
  for (const { width } of writers) {
    starts.push(inputs);
    inputs += width;
  }
  const positions = new Map(columns.map(({ name }, position) => [name, position]));
  const encoder = { readers, writers, starts, inputs, positions, others: new Set(others) };
  ENCODERS.set(preprocessing, encoder);
  return encoder;
}

function inputsOf(preprocessing: TabularPreprocessing): number {
  return encoderOf(preprocessing).inputs;
}

type WriteCell = (position: number, cell: Cell | Misfit, where: string, received: unknown) => void;

/** @throws AppError ERR_INSTANCES for a value that is not its column's, missing where it must not be, or far out of reach. */
function encodeAll(
  preprocessing: TabularPreprocessing,
  count: number,
  row: (index: number, write: WriteCell) => void,
): Float32Array {
  const { writers, starts, inputs } = encoderOf(preprocessing);
  const room = new Float32Array(count * inputs);
  for (let index = 0; index < count; index++) {
    row(index, (position, cell, where, received) => {
      if (typeof cell === 'object' && cell !== null) throw misfit(where, cell.expected, show(received));
      if (cell === null && !preprocessing.columns[position]?.nullable)
        throw misfit(where, 'a value, since the training rows all have one', show(received));
      const at = index * inputs + (starts[position] as number);
      if (writers[position]?.write(cell, room, at)) return;
      throw misfit(where, 'a number nearer to those of the training rows', show(received));
    });
  }
  return room;
}

/** How to look up an instance's values by the position of their column. */
function valuesOf(instance: unknown, encoder: RowEncoder, where: string): (position: number) => unknown {
  const names = [...encoder.positions.keys()];
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
