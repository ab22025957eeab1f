/**
 * What a column of texts may be, by a look at some of them: a first guess, which the whole file then has to bear out.
 * It knows nothing of files and SQL.
 */
import type { ColumnType } from '../manifest.ts';

export interface Guess {
  /** None where there is nothing to go by. */
  readonly type?: ColumnType;
  /** Of numbers: a comma stands for the point. */
  readonly comma?: boolean;
  /** Of timestamps: which of `DATE_FORMATS` all of them have; several where the values do not tell. */
  readonly formats?: readonly DateFormat[];
}

export interface DateFormat {
  readonly name: string;
  readonly pattern: RegExp;
  /** In the words of strptime, tried one after the other; none: ISO 8601, which DuckDB casts. */
  readonly parse?: readonly string[];
}

const CLOCK = String.raw`([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?`;
const ZONE = String.raw`( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?`;

function dateFormat(name: string, pattern: string, parse: string): DateFormat {
  const clocks = ['', ' %H:%M', ' %H:%M:%S', ' %H:%M:%S.%f', 'T%H:%M', 'T%H:%M:%S'];
  return { name, pattern: new RegExp(`^${pattern}${CLOCK}$`), parse: clocks.map((clock) => parse + clock) };
}

const DAY = '(0?[1-9]|[12]\\d|3[01])';
const MONTH = '(0?[1-9]|1[0-2])';
const WORD = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';

/** Of formats that read the same texts differently, the likelier one first. */
export const DATE_FORMATS: readonly DateFormat[] = [
  { name: 'year-month-day', pattern: new RegExp(String.raw`^\d{4}-\d{2}-\d{2}${CLOCK}${ZONE}$`) },
  dateFormat('year/month/day', `\\d{4}/${MONTH}/${DAY}`, '%Y/%m/%d'),
  dateFormat('day.month.year', `${DAY}\\.${MONTH}\\.\\d{4}`, '%d.%m.%Y'),
  dateFormat('month/day/year', `${MONTH}/${DAY}/\\d{4}`, '%m/%d/%Y'),
  dateFormat('day/month/year', `${DAY}/${MONTH}/\\d{4}`, '%d/%m/%Y'),
  dateFormat('day-month-year', `${DAY}-${MONTH}-\\d{4}`, '%d-%m-%Y'),
  dateFormat('month-day-year', `${MONTH}-${DAY}-\\d{4}`, '%m-%d-%Y'),
  ...['-', ' ', '/'].map((mark) => {
    const format = dateFormat(`day${mark}Mon${mark}year`, `${DAY}${mark}${WORD}${mark}\\d{4}`, `%d${mark}%b${mark}%Y`);
    return { ...format, pattern: new RegExp(format.pattern.source, 'i') };
  }),
];

const INTEGER = /^[+-]?(0|[1-9]\d{0,15})$/;
const NUMBER = /^[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|inf|infinity)$/i;
const COMMA_NUMBER = /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/;
const ZEROS_FIRST = /^[+-]?0\d/;
const LONG = /^[+-]?\d{16,}$/;

/** @param values null where missing; `''` counts as missing, too. */
export function guessType(values: readonly (string | null)[], options: { readonly commas: boolean }): Guess {
  const present = values
    .filter((value): value is string => value !== null && value !== '')
    .map((value) => value.trim());
  if (present.length === 0) return {};
  const all = (pattern: RegExp): boolean => present.every((value) => pattern.test(value));
  const some = (pattern: RegExp): boolean => present.some((value) => pattern.test(value));
  if (all(/^(true|false)$/i)) return { type: 'boolean' };
  if (all(INTEGER) && !present.some((value) => LONG.test(value) && !Number.isSafeInteger(Number(value)))) {
    return { type: 'integer' };
  }
  // Numbers of houses, articles and accounts: nobody counts with them, and their zeros matter.
  if (all(/^[+-]?\d+$/) && (some(ZEROS_FIRST) || some(LONG))) return { type: 'text' };
  if (all(NUMBER)) return { type: 'number' };
  if (options.commas && some(/,/) && all(COMMA_NUMBER)) return { type: 'number', comma: true };
  const formats = DATE_FORMATS.filter(({ pattern }) => all(pattern));
  return formats.length > 0 ? { type: 'timestamp', formats } : { type: 'text' };
}
