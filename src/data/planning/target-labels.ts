/**
 * What the classes and labels of a column are called, and in which order: from the values that its profile lists. Knows
 * nothing of tasks.
 */
import type { ColumnProfile } from '../manifest.ts';
import { textOfProfile } from '../preprocessing/columns/cells.ts';

const SEPARATORS = ['|', ';'];

/** Of an integer column whose values are not listed, as those of wide tables are not. */
const RANGE_MAX = 1000;

/**
 * What the values of a column are called, in natural order: 2 before 10, `b2` before `b10`. Undefined where nothing tells all
 * of them. Of integers a range tells enough: a class that no row has does no harm.
 */
export function labelsOf(column: ColumnProfile): string[] | undefined {
  const { type, values = [], distinct, range } = column;
  if (values.length > 0 && values.length >= distinct)
    return inOrder(new Set(values.map(({ value }) => textOfProfile(type, value))));
  if (type !== 'integer' || values.length > 0 || !range || range.max - range.min >= RANGE_MAX) return undefined;
  return Array.from({ length: range.max - range.min + 1 }, (_, index) => String(range.min + index));
}

/** The labels of values that name several, in natural order. */
export function separatedLabels({ values = [] }: ColumnProfile, separator: string): string[] {
  return inOrder(new Set(values.flatMap(({ value }) => partsOf(value, separator))));
}

/** The labels that one value names; spaces around them and empty ones do not count. */
export function partsOf(value: string, separator: string): string[] {
  return value
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * The character that separates labels in the values of a column, if one does: a label has to occur in several values.
 * A sentence with a semicolon is one class, not two labels.
 */
export function sniffSeparator({ values = [] }: ColumnProfile): string | undefined {
  return SEPARATORS.find((separator) => {
    if (!values.some(({ value }) => partsOf(value, separator).length > 1)) return false;
    const seen = new Set<string>();
    return values.some(({ value }) => {
      const parts = new Set(partsOf(value, separator));
      const recurs = [...parts].some((part) => seen.has(part));
      for (const part of parts) seen.add(part);
      return recurs;
    });
  });
}

/** Numbers by their size; otherwise digits within texts as numbers, the rest by code: a language's order depends on the machine. */
function inOrder(labels: ReadonlySet<string>): string[] {
  const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
  const sorted = [...labels].sort(naturally);
  return sorted.every(isNumber) ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}

function naturally(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/(\d+)/)) as [string[], string[]];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [one, other] = [left[index] as string, right[index] as string];
    if (one === other) continue;
    const difference = index % 2 === 1 ? Number(one) - Number(other) : 0;
    if (Number.isFinite(difference) && difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
