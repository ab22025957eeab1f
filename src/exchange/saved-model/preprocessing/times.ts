/**
 * Times as texts in the forms of ISO 8601, as seconds since 1970: what `data/preprocessing/columns/times.ts` reads, by TensorFlow's
 * operations on texts. What is no such text, TensorFlow refuses as no number; days that there are not, it does not notice.
 */
import type { GraphWriter, Output } from '../graph-writer.ts';

/** Groups: year, month, day, hour, minute, second, fraction, zone. */
const ISO_TIME =
  '(?i)^\\s*\\+?(-?\\d{4,6})[-/](\\d{1,2})[-/](\\d{1,2})(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?\\s*$';
/** Groups: sign, hours, minutes. */
const ZONE = '(?i)^(?:Z|UTC|([+-])(\\d{2}):?(\\d{2})?)?$';
const DAY_SECONDS = 86_400;

/** @param x texts. @returns float64. */
export function secondsOf(writer: GraphWriter, x: Output): Output {
  const part = (rewrite: string): Output => numberIn(writer, x, ISO_TIME, rewrite);
  const [year, month, day] = [part('\\1'), part('\\2'), part('\\3')];
  const [hour, minute, second] = [part('0\\4'), part('0\\5'), part('0\\6')];
  const days = daysOf(writer, year, month, day);
  const seconds = sum(writer, [
    writer.with('Mul', days, DAY_SECONDS),
    writer.with('Mul', hour, 3600),
    writer.with('Mul', minute, 60),
    second,
  ]);
  return writer.arithmetic('Sub', withMicroseconds(writer, seconds, x), offsetOf(writer, x));
}

/** As whole microseconds, which is how datasets keep times: a sum of both would round differently. */
function withMicroseconds(writer: GraphWriter, seconds: Output, x: Output): Output {
  const digits = writer.node(
    'Substr',
    [replaced(writer, x, ISO_TIME, '\\7000000'), writer.number('int32', 0), writer.number('int32', 6)],
    { T: { type: 'int32' } },
    'string',
  );
  const micros = toNumber(writer, digits);
  const exact = writer.with('RealDiv', writer.arithmetic('AddV2', writer.with('Mul', seconds, 1e6), micros), 1e6);
  return writer.select(writer.compare('Equal', micros, writer.number('float64', 0)), seconds, exact);
}

/** Of a zone, in seconds. */
function offsetOf(writer: GraphWriter, x: Output): Output {
  const zone = replaced(writer, x, ISO_TIME, '\\8');
  const hours = numberIn(writer, zone, ZONE, '0\\2');
  const minutes = numberIn(writer, zone, ZONE, '0\\3');
  const seconds = sum(writer, [writer.with('Mul', hours, 3600), writer.with('Mul', minutes, 60)]);
  const isWest = writer.compare('Equal', replaced(writer, zone, ZONE, '\\1'), writer.texts(['-'], []));
  return writer.select(isWest, writer.with('Mul', seconds, -1), seconds);
}

/** Days since 1970 in the Gregorian calendar, by years that begin in March (Howard Hinnant, `days_from_civil`). */
function daysOf(writer: GraphWriter, year: Output, month: Output, day: Output): Output {
  const quotient = (x: Output, by: number): Output => writer.each('Floor', writer.with('RealDiv', x, by));
  const isEarly = writer.compare('LessEqual', month, writer.number('float64', 2));
  const marchYear = writer.select(isEarly, writer.with('Sub', year, 1), year);
  const marchMonth = writer.select(isEarly, writer.with('AddV2', month, 9), writer.with('Sub', month, 3));
  const era = quotient(marchYear, 400);
  const yearOfEra = writer.arithmetic('Sub', marchYear, writer.with('Mul', era, 400));
  const monthsDays = quotient(writer.with('AddV2', writer.with('Mul', marchMonth, 153), 2), 5);
  const dayOfEra = sum(writer, [
    writer.with('Mul', yearOfEra, 365),
    quotient(yearOfEra, 4),
    writer.with('Mul', quotient(yearOfEra, 100), -1),
    monthsDays,
    writer.with('Sub', day, 1),
  ]);
  return writer.with('Sub', writer.arithmetic('AddV2', writer.with('Mul', era, 146_097), dayOfEra), 719_468);
}

function numberIn(writer: GraphWriter, x: Output, pattern: string, rewrite: string): Output {
  return toNumber(writer, replaced(writer, x, pattern, rewrite));
}

function replaced(writer: GraphWriter, x: Output, pattern: string, rewrite: string): Output {
  const attributes = { pattern: { text: pattern }, rewrite: { text: rewrite }, replace_global: { bool: false } };
  return writer.node('StaticRegexReplace', [x], attributes, 'string');
}

function toNumber(writer: GraphWriter, x: Output): Output {
  return writer.node('StringToNumber', [x], { out_type: { type: 'float64' } }, 'float64');
}

function sum(writer: GraphWriter, terms: readonly Output[]): Output {
  return terms.reduce((total, term) => writer.arithmetic('AddV2', total, term));
}
