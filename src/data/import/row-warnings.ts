/** Warnings of a table that take a look at its rows again: features that give the target away, rows that are the same, values far away. */
import { messageOf } from '../../errors.ts';
import type { ColumnProfile } from '../manifest.ts';
import { type Engine, identifier } from '../table/index.ts';
import { CLASSES_MAX, featuresOf, measuresOf, type SampledSource, type WarningSource } from './row-sample.ts';

const HASHED_MAX = 1000;
const TELLING_COLUMNS = 3;
const OUTLIER_RANGES = 10;
/** Each count of different values has a table in memory. */
const COUNTED_TOGETHER = 50;

/** A feature that tells the target by itself is mostly the target in other words, and not there when it matters. */
export async function warnOfLeaks(source: SampledSource): Promise<string[]> {
  const { engine, columns, sample, target, signal } = source;
  const column = columns.find(({ name }) => name === target);
  if (!column || column.distinct < 2) return [];
  const features = featuresOf(source);
  const leaks = [
    ...(await correlated(engine, sample, column, features, signal)),
    ...(await determining(source, column, features)),
  ];
  return [...new Set(leaks)].map((name) => `Column "${name}" tells the target "${target}" by itself: does it leak?`);
}

async function correlated(
  engine: Engine,
  from: string,
  target: ColumnProfile,
  features: readonly ColumnProfile[],
  signal: AbortSignal,
): Promise<string[]> {
  const numbers = features.filter(({ type }) => type === 'number' || type === 'integer');
  if ((target.type !== 'number' && target.type !== 'integer') || numbers.length === 0) return [];
  const list = numbers.map(({ name }, index) => `corr(${identifier(name)}, ${identifier(target.name)}) AS r${index}`);
  try {
    const [row = {}] = await engine.rows(`SELECT ${list.join(', ')} FROM ${from}`, signal);
    return numbers.filter((_, index) => Math.abs(Number(row[`r${index}`] ?? 0)) > 0.999).map(({ name }) => name);
  } catch (error) {
    // Numbers whose squares are none: whatever they are, they cannot be compared like that.
    if (/out of range/i.test(messageOf(error))) return [];
    throw error;
  }
}

async function determining(
  { engine, from, sample, rows, signal }: SampledSource,
  target: ColumnProfile,
  features: readonly ColumnProfile[],
): Promise<string[]> {
  if (target.distinct > CLASSES_MAX) return [];
  const possible = features.filter(({ distinct }) => distinct >= 2 && distinct <= CLASSES_MAX && distinct * 5 <= rows);
  // Most are out after a look at some rows, all at once.
  const some = await whichTell(engine, sample, target, possible, signal);
  return (await whichTell(engine, from, target, some, signal)).map(({ name }) => name);
}

async function whichTell(
  engine: Engine,
  from: string,
  target: ColumnProfile,
  features: readonly ColumnProfile[],
  signal: AbortSignal,
): Promise<ColumnProfile[]> {
  const telling: ColumnProfile[] = [];
  for (let start = 0; start < features.length; start += COUNTED_TOGETHER) {
    const batch = features.slice(start, start + COUNTED_TOGETHER);
    const list = batch.map(({ name }, index) => {
      const column = identifier(name);
      const pairs = `count(DISTINCT hash(${column}, ${identifier(target.name)})) FILTER (${column} IS NOT NULL)`;
      return `${pairs} = count(DISTINCT ${column}) AS t${index}`;
    });
    const [row = {}] = await engine.rows(`SELECT ${list.join(', ')} FROM ${from}`, signal);
    telling.push(...batch.filter((_, index) => row[`t${index}`] === true));
  }
  return telling;
}

export async function warnOfDuplicates({ engine, from, columns, rows, signal }: WarningSource): Promise<string[]> {
  const compared = columns.filter(({ reason }) => reason !== 'it numbers the rows').slice(0, HASHED_MAX);
  if (compared.length === 0) return [];
  const count = async (some: readonly ColumnProfile[]): Promise<number> => {
    const hash = `hash(${some.map(({ name }) => identifier(name)).join(', ')})`;
    const sql = `SELECT count(*)::DOUBLE AS n FROM (SELECT 1 FROM ${from} GROUP BY ${hash})`;
    const [row] = await engine.rows(sql, signal);
    return rows - Number(row?.['n'] ?? rows);
  };
  // Rows that differ in the columns that tell the most need no look at all others.
  const telling = [...compared].sort((a, b) => b.distinct - a.distinct).slice(0, TELLING_COLUMNS);
  const duplicates = (await count(telling)) === 0 ? 0 : await count(compared);
  if (duplicates === 0) return [];
  const are = duplicates === 1 ? 'is' : 'are';
  return [`${duplicates} of ${rows} rows ${are} the same as another one: parts of the data may share them.`];
}

/** Quartiles of a sample are near enough to tell what lies ten of their distances away. */
export async function warnOfOutliers(source: SampledSource): Promise<string[]> {
  const { engine, from, sample, signal } = source;
  const numbers = measuresOf(source);
  if (numbers.length === 0) return [];
  const names = numbers.map(({ name }) => identifier(name));
  const list = names.map((name, index) => `quantile_cont(${name}::DOUBLE, [0.25, 0.75]) AS q${index}`);
  const flat = names.flatMap((_, index) => [`q${index}[1] AS a${index}`, `q${index}[2] AS b${index}`]);
  const [row = {}] = await engine.rows(
    `SELECT ${flat.join(', ')} FROM (SELECT ${list.join(', ')} FROM ${sample})`,
    signal,
  );
  const far = numbers.flatMap(({ name, range }, index) => {
    const [low, high] = [Number(row[`a${index}`]), Number(row[`b${index}`])];
    const reach = OUTLIER_RANGES * (high - low);
    const beyond = range && reach > 0 && (range.min < low - reach || range.max > high + reach);
    return beyond ? [{ name, low: low - reach, high: high + reach }] : [];
  });
  if (far.length === 0) return [];
  const counts = far.map(({ name, low, high }, index) => {
    return `count_if(${identifier(name)} < ${low} OR ${identifier(name)} > ${high})::DOUBLE AS n${index}`;
  });
  const [counted = {}] = await engine.rows(`SELECT ${counts.join(', ')} FROM ${from}`, signal);
  return far.map(({ name }, index) => {
    return `Column "${name}" has ${counted[`n${index}`]} values far from all others (beyond ten interquartile ranges).`;
  });
}
