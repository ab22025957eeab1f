/** Times in a form that a dataset came in: `day.month.year` and the like, or a format of strptime. Knows nothing of zones. */

export interface TimeParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the point of the seconds. */
  readonly fraction: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(?:[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?)?`;
const NAMED = { year: '%Y', month: '%m', day: '%d', Mon: '%b' } as const;
/** Those of strptime that people write dates with. */
const SPECIFIERS = new Map([
  ['%Y', String.raw`(?<year>\d{4})`],
  ['%y', String.raw`(?<shortYear>\d{2})`],
  ['%m', String.raw`(?<month>\d{1,2})`],
  ['%d', String.raw`(?<day>\d{1,2})`],
  ['%b', String.raw`(?<name>\p{L}{3})`],
  ['%B', String.raw`(?<name>\p{L}{3})\p{L}*`],
  ['%H', String.raw`(?<hour>\d{1,2})`],
  ['%I', String.raw`(?<hour>\d{1,2})`],
  ['%p', '(?<half>[ap]m)'],
  ['%M', String.raw`(?<minute>\d{1,2})`],
  ['%S', String.raw`(?<second>\d{1,2})`],
  ['%f', String.raw`(?<fraction>\d{1,9})`],
  ['%g', String.raw`(?<fraction>\d{1,9})`],
]);

/** @returns what reads such a text as seconds since 1970; nothing at all where the format says what is not known here. */
export function formatReader(format: string): (text: string) => number | undefined {
  const pattern = patternOf(format);
  return (text) => {
    const found = pattern?.exec(text)?.groups;
    if (!found) return undefined;
    const number = (name: string, otherwise: number): number => Number(found[name] ?? otherwise);
    const short = found['shortYear'] === undefined ? undefined : Number(found['shortYear']);
    // As POSIX has it: 69 is 1969, 68 is 2068.
    const year = short === undefined ? number('year', 1900) : short + (short < 69 ? 2000 : 1900);
    const month = found['name'] ? MONTHS.indexOf(found['name'].toLowerCase()) + 1 : number('month', 1);
    const half = found['half']?.toLowerCase();
    const hour = half ? (number('hour', 0) % 12) + (half === 'pm' ? 12 : 0) : number('hour', 0);
    const clock = { hour, minute: number('minute', 0), second: number('second', 0), fraction: found['fraction'] ?? '' };
    return secondsOf({ year, month, day: number('day', 1), ...clock });
  };
}

/** @returns seconds since 1970, or undefined for a day or a time that there is not. */
export function secondsOf({ year, month, day, hour, minute, second, fraction }: TimeParts): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || hour > 24 || minute > 59 || second > 60) return undefined;
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  // As whole microseconds, which is how datasets keep times: a sum of both would round differently.
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
  return micros === 0 ? seconds : (seconds * 1e6 + micros) / 1e6;
}

function patternOf(format: string): RegExp | undefined {
  const isNamed = !format.includes('%');
  const strptime = isNamed
    ? format.replace(/year|month|day|Mon/g, (word) => NAMED[word as keyof typeof NAMED])
    : format;
  const parts = strptime.split(/(%-?[a-zA-Z%])/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return part === '%%' ? '%' : SPECIFIERS.get(part.replace('-', ''));
  });
  const isKnown = parts.every((part) => part !== undefined);
  if (!isKnown) return undefined;
  try {
    return new RegExp(`^${parts.join('')}${isNamed ? CLOCK : ''}$`, 'iu');
  } catch {
    // A format that says the same thing twice.
    return undefined;
  }
}
