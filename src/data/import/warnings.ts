/** What a user should know of a table before training with it, as sentences. The counts of one column are known; what takes the rows again is asked here. */

import { messageOf } from '../../errors.ts';
import type { ColumnProfile } from '../manifest.ts';
import { type Engine, identifier } from '../table/index.ts';

export interface WarningSource {
  readonly engine: Engine;
  /** What FROM takes, with the columns' names. */
  readonly from: string;
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  readonly target: string | undefined;
  readonly signal: AbortSignal;
}

/** Of wider tables only the first columns are compared: each comparison is a pass. */
const COMPARED_MAX = 200;
const HASHED_MAX = 1000;
const SENTENCES_MAX = 50;
const CLASSES_MAX = 1000;
const ROWS_OF_CLASS_MIN = 10;
const IMBALANCE = 10;
const CATEGORIES_MANY = 1000;
const OUTLIER_RANGES = 10;
const SAMPLE_ROWS = 50_000;

/** @returns sentences, the gravest first. */
export async function warnOf(source: WarningSource): Promise<string[]> {
  const sentences = [
    ...warnOfClasses(source),
    ...(await warnOfLeaks(source)),
    ...warnOfColumns(source),
    ...(await warnOfDuplicates(source)),
    ...(await warnOfOutliers(source)),
  ];
  if (sentences.length <= SENTENCES_MAX) return sentences;
  return [
    ...sentences.slice(0, SENTENCES_MAX),
    `There are ${sentences.length - SENTENCES_MAX} more warnings like these.`,
  ];
}

function warnOfClasses({ columns, target, rows }: WarningSource): string[] {
  const column = columns.find(({ name }) => name === target);
  if (!column) return [];
  const sentences: string[] = [];
  if (column.nulls > 0) sentences.push(`The target "${column.name}" is missing in ${column.nulls} of ${rows} rows.`);
  if (column.distinct <= 1)
    return [...sentences, `The target "${column.name}" has one value only: there is nothing to learn.`];
  const { values } = column;
  const classes = column.becomes === 'category' || column.type === 'boolean' || column.distinct <= 20;
  if (!classes || !values || column.distinct > values.length || column.type === 'number') return sentences;
  const [most, least] = [values[0], values.at(-1)];
  if (most && least && most.rows >= IMBALANCE * least.rows) {
    sentences.push(
      `The classes of "${column.name}" are out of balance: "${most.value}" has ${most.rows} rows, "${least.value}" ${least.rows}.`,
    );
  }
  const few = values.filter((each) => each.rows < ROWS_OF_CLASS_MIN);
  if (few.length > 0) {
    const list = few.slice(-5).map((each) => `"${each.value}" (${each.rows})`);
    const more = few.length > 5 ? ` and ${few.length - 5} more` : '';
    sentences.push(`Fewer than ${ROWS_OF_CLASS_MIN} rows have ${list.join(', ')}${more} as "${column.name}".`);
  }
  return sentences;
}

function warnOfColumns({ columns, rows, target }: WarningSource): string[] {
  return columns.flatMap(({ name, nulls, distinct, becomes, reason }) => {
    if (name === target) return [];
    if (nulls === rows || (distinct <= 1 && nulls === 0))
      return [`Column "${name}" tells nothing: ${reason ?? 'it is constant'}.`];
    const share = nulls / rows;
    const sentences = share > 0.5 ? [`Column "${name}" is missing in ${Math.round(100 * share)} % of the rows.`] : [];
    if (becomes === 'category' && (distinct > CATEGORIES_MANY || (rows >= 100 && distinct > rows / 2))) {
      sentences.push(`Column "${name}" has ${distinct} different values: most of them are rare.`);
    }
    return sentences;
  });
}

/** A feature that tells the target by itself is mostly the target in other words, and not there when it matters. */
async function warnOfLeaks({ engine, from, columns, rows, target, signal }: WarningSource): Promise<string[]> {
  const column = columns.find(({ name }) => name === target);
  if (!column || column.distinct < 2) return [];
  const features = columns
    .filter(({ name, becomes }) => name !== target && becomes !== 'ignored')
    .slice(0, COMPARED_MAX);
  const leaks = [
    ...(await correlated(engine, sampled(from, rows), column, features, signal)),
    ...(await determining(engine, from, column, features, rows, signal)),
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
  engine: Engine,
  from: string,
  target: ColumnProfile,
  features: readonly ColumnProfile[],
  rows: number,
  signal: AbortSignal,
): Promise<string[]> {
  if (target.distinct > CLASSES_MAX) return [];
  const found: string[] = [];
  for (const { name, distinct } of features) {
    if (distinct < 2 || distinct > CLASSES_MAX || distinct * 5 > rows) continue;
    const tells = async (some: string): Promise<boolean> => {
      const pairs = `SELECT DISTINCT ${identifier(name)} AS a, ${identifier(target.name)} AS b FROM ${some}`;
      const sql = `SELECT count(*) = count(DISTINCT a) AS tells FROM (${pairs}) WHERE a IS NOT NULL`;
      return (await engine.rows(sql, signal))[0]?.['tells'] === true;
    };
    if ((await tells(sampled(from, rows))) && (await tells(from))) found.push(name);
  }
  return found;
}

async function warnOfDuplicates({ engine, from, columns, rows, signal }: WarningSource): Promise<string[]> {
  const compared = columns.filter(({ reason }) => reason !== 'it numbers the rows').slice(0, HASHED_MAX);
  if (compared.length === 0) return [];
  const hash = `hash(${compared.map(({ name }) => identifier(name)).join(', ')})`;
  const sql = `SELECT count(*)::DOUBLE AS n FROM (SELECT 1 FROM ${from} GROUP BY ${hash})`;
  const [row] = await engine.rows(sql, signal);
  const duplicates = rows - Number(row?.['n'] ?? rows);
  if (duplicates === 0) return [];
  return [`${duplicates} of ${rows} rows are the same as another one: parts of the data may share them.`];
}

/** Some of many rows, the same ones each time: what holds for nearly all of them is seen there, too. */
function sampled(from: string, rows: number): string {
  if (rows <= 4 * SAMPLE_ROWS) return from;
  return `${from} TABLESAMPLE system(${((100 * SAMPLE_ROWS) / rows).toFixed(4)} PERCENT) REPEATABLE (7)`;
}

/** Quartiles of a sample are near enough to tell what lies ten of their distances away. */
async function warnOfOutliers({ engine, from, columns, signal, rows }: WarningSource): Promise<string[]> {
  const numbers = columns
    .filter(
      ({ type, becomes, distinct }) =>
        (type === 'number' || type === 'integer') && becomes === 'number' && distinct > 10,
    )
    .slice(0, COMPARED_MAX);
  if (numbers.length === 0) return [];
  const names = numbers.map(({ name }) => identifier(name));
  const list = names.map((name, index) => `quantile_cont(${name}::DOUBLE, [0.25, 0.75]) AS q${index}`);
  const flat = names.flatMap((_, index) => [`q${index}[1] AS a${index}`, `q${index}[2] AS b${index}`]);
  const [row = {}] = await engine.rows(
    `SELECT ${flat.join(', ')} FROM (SELECT ${list.join(', ')} FROM ${sampled(from, rows)})`,
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
