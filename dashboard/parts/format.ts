/** Numbers, times and sizes as people read them. */
const PRECISE = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SINCE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
/** From here on the date says more. */
const LONG_AGO_SECONDS = 60 * 86_400;
const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;
const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Four digits that count; a dash where there is no number. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return Math.abs(value) >= 10_000 ? WHOLE.format(value) : PRECISE.format(value);
}

/** @param fraction of 1. */
export function percent(fraction: number | null | undefined): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return '–';
  const isAlmostAll = fraction > 0.995 && fraction < 0.99995;
  return `${(fraction * 100).toFixed(isAlmostAll ? 2 : 1)} %`;
}

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago, or in how long. */
export function since(time: string | null | undefined, now = Date.now()): string {
  if (!time) return '–';
  const seconds = (Date.parse(time) - now) / 1000;
  if (Math.abs(seconds) > LONG_AGO_SECONDS) return DAY.format(Date.parse(time));
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return SINCE.format(Math.round(seconds / size), unit);
  return Math.abs(seconds) < 5 ? 'now' : SINCE.format(Math.round(seconds), 'second');
}

export function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined) return '–';
  let [size, unit] = [count, 0];
  while (size >= 1000 && unit < SIZES.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${SIZES[unit]}`;
}
