/**
 * Times as people write them, in the forms of ISO 8601 and of databases. Read by hand, because `Date.parse` takes a time
 * without a zone for one of this machine's zone, and takes almost anything else for a time of some kind.
 */

const TIME =
  /^([+-]?\d{4,6})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * @returns seconds since 1970; of a time without a zone, as if it were UTC: that is how datasets are read. Undefined if the
 * text is no time.
 */
export function timeOf(text: string): number | undefined {
  const match = TIME.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || hour > 24 || minute > 59 || second > 60) return undefined;
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offsetOf(match[8]);
  // As whole microseconds, which is how datasets keep times: the sum of both would round differently.
  const micros = Number((match[7] ?? '').padEnd(6, '0').slice(0, 6));
  return micros === 0 ? seconds : (seconds * 1e6 + micros) / 1e6;
}

type Six = [number, number, number, number, number, number];

/** Of a zone, in seconds. */
function offsetOf(zone = 'Z'): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60);
}
