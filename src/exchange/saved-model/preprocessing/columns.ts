/** The columns of a table: each takes a tensor of values and gives its part of the network's inputs. */
import { PERIODS_SECONDS, type TabularPreprocessing } from '../../../data/index.ts';
import type { GraphInput } from '../graph-input.ts';
import type { GraphWriter, Output } from '../graph-writer.ts';
import { feed } from './kind.ts';
import { secondsOf } from './times.ts';

type Column = TabularPreprocessing['columns'][number];
type Of<A extends Column['as']> = Extract<Column, { as: A }>;

export interface WrittenColumn {
  readonly input: GraphInput;
  /** float32 `[batch, width]`. */
  readonly output: Output;
  readonly notes: string[];
}

/** Values as they are computed with. */
interface ReadColumn {
  readonly input: GraphInput;
  /** float64 or texts, `[batch]`; of missing ones, anything. */
  readonly values: Output;
  /** Where they are missing, if they may be. */
  readonly missing?: Output;
  readonly notes: string[];
}

export function writeColumn(writer: GraphWriter, column: Column, index: number): WrittenColumn {
  const { input, notes, ...read } = readColumn(writer, column, index);
  const output = writeValues(writer, column, read);
  return { input, output, notes };
}

type ReadValues = Pick<ReadColumn, 'values' | 'missing'>;

function writeValues(writer: GraphWriter, column: Column, read: ReadValues): Output {
  switch (column.as) {
    case 'number':
      return writeNumber(writer, column, read);
    case 'category': {
      const place = writer.reshape(placeOf(writer, column, read), [-1]);
      return writer.node(
        'OneHot',
        [place, writer.number('int32', column.size), writer.number('float32', 1), writer.number('float32', 0)],
        { TI: { type: 'int64' }, T: { type: 'float32' }, axis: { int: -1 } },
        'float32',
      );
    }
    case 'embedding':
      return asColumn(writer, placeOf(writer, column, read));
    case 'date':
      return writeDate(writer, column, read);
  }
}

function readColumn(writer: GraphWriter, column: Column, index: number): ReadColumn {
  const { name, type, nullable, dateFormat } = column;
  const fed = (as: 'bool' | 'int64' | 'float64' | 'string'): GraphInput =>
    feed(writer, name, as, [-1], { index, optional: nullable });
  if (type === 'text') {
    const input = fed('string');
    return readTexts(writer, column, input);
  }
  if (type === 'timestamp' && dateFormat === undefined) {
    const input = fed('string');
    const missing = nullable ? isEmpty(writer, input.output) : undefined;
    const known = missing ? writer.select(missing, writer.texts(['1970-01-01'], []), input.output) : input.output;
    const notes = missing ? [`A missing time in "${name}" is an empty text.`] : [];
    return { input, values: secondsOf(writer, known), ...(missing && { missing }), notes };
  }
  const plain = type === 'boolean' ? 'bool' : type === 'integer' ? 'int64' : 'float64';
  const input = fed(nullable ? 'float64' : plain);
  const notes = [
    ...(nullable ? [`A missing value in "${name}" is NaN${type === 'boolean' ? ', false 0 and true 1' : ''}.`] : []),
    ...(type === 'timestamp' ? [`Times in "${name}" are seconds since 1970.`] : []),
  ];
  const values = writer.cast(input.output, 'float64');
  return { input, values, ...(nullable && { missing: writer.isNan(input.output) }), notes };
}

function readTexts(writer: GraphWriter, column: Column, input: GraphInput): ReadColumn {
  const read = { input, values: input.output };
  if (!column.nullable) return { ...read, notes: [] };
  const isValue = 'values' in column && column.values.includes('');
  if (isValue) return { ...read, notes: [`An empty text in "${column.name}" is a value; none can be missing.`] };
  const notes = [`A missing text in "${column.name}" is an empty one.`];
  return { ...read, missing: isEmpty(writer, input.output), notes };
}

function isEmpty(writer: GraphWriter, texts: Output): Output {
  return writer.compare('Equal', texts, writer.texts([''], []));
}

function writeNumber(
  writer: GraphWriter,
  { subtract, divideBy, fill }: Of<'number'>,
  { values, missing }: ReadValues,
): Output {
  const known = missing ? writer.select(missing, writer.number('float64', fill), values) : values;
  const shifted = writer.with('Sub', known, subtract);
  // A column that never changed is always 0.
  const number =
    divideBy === 0
      ? writer.node('ZerosLike', [shifted], FLOAT64, 'float64')
      : writer.with('RealDiv', shifted, divideBy);
  const inputs = [asColumn(writer, number), ...(missing ? [asColumn(writer, missing)] : [])];
  return writer.concat(inputs, 1);
}

const FLOAT64 = { T: { type: 'float64' } } as const;

function writeDate(writer: GraphWriter, { mean, deviation }: Of<'date'>, { values, missing }: ReadValues): Output {
  const zeros = writer.node('ZerosLike', [values], FLOAT64, 'float64');
  const where = (x: Output): Output => (missing ? writer.select(missing, zeros, x) : x);
  const time = deviation === 0 ? zeros : writer.with('RealDiv', writer.with('Sub', values, mean), deviation);
  const cycles = PERIODS_SECONDS.flatMap((period) => {
    const turned = writer.with('Mul', writer.with('Mod', values, period), 2 * Math.PI);
    const angle = writer.with('RealDiv', turned, period);
    return [writer.each('Sin', angle), writer.each('Cos', angle)];
  });
  const inputs = [time, ...cycles].map((x) => asColumn(writer, where(x)));
  return writer.concat(missing ? [...inputs, asColumn(writer, missing)] : inputs, 1);
}

/** int64 `[batch]`: the place among the values, from 1; 0 for all others. */
function placeOf(writer: GraphWriter, { type, values }: Of<'category'> | Of<'embedding'>, read: ReadValues): Output {
  const found =
    type === 'text' ? placeOfTexts(writer, values, read.values) : placeOfNumbers(writer, type, values, read.values);
  if (!read.missing) return found;
  return writer.select(read.missing, writer.number('int64', values.indexOf(null) + 1), found);
}

function placeOfTexts(writer: GraphWriter, values: readonly (string | null)[], x: Output): Output {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, place: index + 1 }]));
  const [keys, places] = [known.map(({ value }) => value), known.map(({ place }) => place)];
  return writer.lookUp(keys, places, x, 0);
}

/** TensorFlow's tables take no such keys: each value is compared with all, of which one at most is equal. */
function placeOfNumbers(
  writer: GraphWriter,
  type: Column['type'],
  values: readonly (string | null)[],
  x: Output,
): Output {
  const known = values.flatMap((value, index) => {
    const number = value === null ? undefined : numberCalled(type, value);
    return number === undefined ? [] : [{ number, place: index + 1 }];
  });
  const numbers = writer.numbers(
    'float64',
    known.map(({ number }) => number),
  );
  const equal = writer.cast(writer.compare('Equal', writer.reshape(x, [-1, 1]), numbers), 'float64');
  const places = writer.numbers(
    'float64',
    known.map(({ place }) => place),
    [known.length, 1],
  );
  return writer.cast(writer.reshape(writer.node('MatMul', [equal, places], FLOAT64, 'float64'), [-1]), 'int64');
}

/** Values are called by their texts (`textOfCell`); what no number is called by is none. */
function numberCalled(type: Column['type'], value: string): number | undefined {
  if (type === 'boolean') return { false: 0, true: 1 }[value];
  return String(Number(value)) === value && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** float32 `[batch, 1]`. */
function asColumn(writer: GraphWriter, x: Output): Output {
  return writer.reshape(writer.cast(x, 'float32'), [-1, 1]);
}
