/** What a user should know of the classes of a dataset before training with it. Knows nothing of what the rows are. */
import { someOf } from './refusal.ts';

const FEW = 10;
/** The largest class has this many times the rows of the smallest. */
const IMBALANCE = 10;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** @param counts rows of each class. @param things what a row is: `pictures`. */
export function classWarnings(labels: readonly string[], counts: readonly number[], things: string): string[] {
  const warnings: string[] = [];
  const few = labels.filter((_, label) => (counts[label] ?? 0) < FEW);
  if (few.length > 0) {
    const classes = few.length === 1 ? 'One class has' : `${few.length} classes have`;
    warnings.push(`${classes} fewer than ${FEW} ${things}: ${someOf(few)}.`);
  }
  const largest = counts.indexOf(Math.max(...counts));
  const smallest = counts.indexOf(Math.min(...counts));
  const [most = 0, least = 0] = [counts[largest], counts[smallest]];
  if (least > 0 && most >= least * IMBALANCE) {
    const [big, small] = [JSON.stringify(labels[largest]), JSON.stringify(labels[smallest])];
    warnings.push(`The classes are imbalanced: ${big} has ${most} ${things}, ${small} has ${least}.`);
  }
  return warnings;
}

/** Rows of each class. */
export function countClasses(classes: Iterable<number>, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const label of classes) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Whether all labels are numbers written out. */
export function areNumbers(labels: readonly string[]): boolean {
  return labels.every((label) => NUMBER.test(label));
}

const collator = new Intl.Collator('en', { numeric: true });

/** Numbers in names by their value: `2` before `10`. The same order on every machine. */
export function sortedNaturally(labels: Iterable<string>): string[] {
  return [...labels].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0));
}
