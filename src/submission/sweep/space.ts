/** The values that a field of a sweep takes: all of them for a grid, one after the other as they are drawn. Pure. */
import type { Problem } from '../../errors.ts';
import type { Field, RangeField } from '../../models/specification/index.ts';
import type { RandomStream } from '../../random.ts';

/** Steps are sums of binary fractions: what is off by less than this is rounding. */
const ROUNDING = 1e-9;
/** As many digits as a value has that was meant: 0.1 + 0.2 is 0.3. */
const DIGITS = 12;

/** What is wrong with a range by itself. @param pointer to the field. @param grid whether all its values are needed. */
export function fieldProblems(field: Field, pointer: string, grid: boolean): Problem[] {
  if ('values' in field) return repeatedValues(field.values, pointer);
  const { min, max, scale, step, count, integer } = field;
  const problem = (name: string, expected: string, received: unknown): Problem => ({
    pointer: `${pointer}/${name}`,
    detail: `Expected ${expected}. Received: ${received}.`,
  });
  const whole = (name: 'min' | 'max' | 'step'): Problem[] =>
    integer && field[name] !== undefined && !Number.isInteger(field[name])
      ? [problem(name, 'a whole number, as the range is of integers', field[name])]
      : [];
  return [
    ...(min < max ? [] : [problem('max', `a number above "min", ${min}`, max)]),
    ...(scale === 'log' && min <= 0 ? [problem('min', 'a number above 0 on a scale of logarithms', min)] : []),
    ...(scale === 'log' && step !== undefined ? [problem('step', 'no step on a scale of logarithms', step)] : []),
    ...(step !== undefined && count !== undefined ? [problem('count', 'a step or a count', 'both')] : []),
    ...(grid && step === undefined && count === undefined
      ? [{ pointer, detail: 'Expected "values", or a range with "step" or "count", for a grid. Received: neither.' }]
      : []),
    ...whole('min'),
    ...whole('max'),
    ...whole('step'),
  ];
}

function repeatedValues(values: readonly unknown[], pointer: string): Problem[] {
  const texts = values.map((value) => JSON.stringify(value));
  const again = texts.findIndex((text, index) => texts.indexOf(text) !== index);
  if (again < 0) return [];
  const detail = `Expected each value once. Received: ${texts[again]?.slice(0, 60)} again.`;
  return [{ pointer: `${pointer}/values/${again}`, detail }];
}

/** How many values a grid has of a field; infinite where they cannot be listed. */
export function valueCount(field: Field): number {
  if ('values' in field) return field.values.length;
  if (field.step !== undefined) return stepsOf(field) + 1;
  return field.count ?? Number.POSITIVE_INFINITY;
}

/** The value of a field at a place from 0 to its count − 1. */
export function valueAt(field: Field, index: number): unknown {
  if ('values' in field) return field.values[index];
  const { min, step, count = 2 } = field;
  return step === undefined ? within(field, index / (count - 1)) : rounded(min + index * step, field);
}

/** A value as it is drawn: each of a list equally likely, each of a range by its scale. */
export function drawValue(field: Field, random: RandomStream): unknown {
  const count = valueCount(field);
  if (Number.isFinite(count)) return valueAt(field, random.below(count));
  const range = field as RangeField;
  if (!range.integer || range.scale === 'log') return within(range, random.uniform());
  return range.min + random.below(range.max - range.min + 1);
}

function stepsOf({ min, max, step = 1 }: RangeField): number {
  return Math.floor((max - min) / step + ROUNDING);
}

/** The number at a share of the way from `min` to `max`. */
function within(range: RangeField, share: number): number {
  const { min, max, scale } = range;
  if (share === 1) return max;
  const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
  return Math.min(max, Math.max(min, rounded(value, range)));
}

function rounded(value: number, { integer }: RangeField): number {
  return integer ? Math.round(value) : Number(value.toPrecision(DIGITS));
}
