/**
 * Times as people write them, in the forms of ISO 8601 and of databases. Read by hand, because `Date.parse` takes a time
 * without a zone for one of this machine's zone, and takes almost anything else for a time of some kind.
 */
import { formatReader, secondsOf } from './time-formats.ts';

/** @returns seconds since 1970, or undefined for what is no time. */
export type TimeReader = (text: string) => number | undefined;

const ISO_TIME =
  /^([+-]?\d{4,6})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Reads times with a zone or without one, which is then UTC: that is how datasets are read.
 * @param dateFormat another form that is tried first: the one that the dataset came in.
 */
export function timeReader(dateFormat?: string): TimeReader {
  if (dateFormat === undefined) return isoTime;
  const own = formatReader(dateFormat);
  return (text) => own(text.trim()) ?? isoTime(text);
}

function isoTime(text: string): number | undefined {
  const match = ISO_TIME.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const seconds = secondsOf({ year, month, day, hour, minute, second, fraction: match[7] ?? '' });
  return seconds === undefined ? undefined : seconds - offsetOf(match[8]);
}

type Six = [number, number, number, number, number, number];

/** Of a zone, in seconds. */
function offsetOf(zone = 'Z'): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60);
}
