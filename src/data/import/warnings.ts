/** What a user should know of a table before training with it, as sentences: here what the counts of its columns tell. */

import { takeSample, type WarningSource } from './row-sample.ts';
import { warnOfDuplicates, warnOfLeaks, warnOfOutliers } from './row-warnings.ts';

const SENTENCES_MAX = 50;
const ROWS_OF_CLASS_MIN = 10;
const IMBALANCE = 10;
const CATEGORIES_MANY = 1000;

/** @returns sentences, the gravest first. */
export async function warnOf(table: WarningSource): Promise<string[]> {
  const source = await takeSample(table);
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
