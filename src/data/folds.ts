/**
 * Divides rows into folds of a cross-validation: each row is in one of them. As scikit-learn's KFold, StratifiedKFold and
 * GroupKFold do: sizes differ by one row at most, with classes the rows of each class too, and groups stay whole. Pure.
 */
import { AppError } from '../errors.ts';
import { randomStream, shuffle } from '../random.ts';

export interface FoldOptions {
  readonly count: number;
  /** Rows of one group stay together. */
  readonly groupOf?: ((row: number) => string) | undefined;
  /** Every class is spread evenly, unless there are groups. */
  readonly classOf?: ((row: number) => number) | undefined;
  readonly seed: number;
}

/**
 * @returns the fold of each row, from 0, in the order of the rows; the same for the same seed.
 * @throws AppError ERR_TRAINING where a fold would be empty.
 */
export function foldsOf(rows: Uint32Array, { count, groupOf, classOf, seed }: FoldOptions): Uint8Array {
  if (groupOf) return wholeGroups(rows, groupOf, count, seed);
  if (rows.length < count) throw tooFew(count, `${rows.length} rows`);
  const folds = new Uint8Array(rows.length);
  let dealt = 0;
  for (const [label, places] of [...placesBy(rows, classOf ?? (() => 0))].sort(([a], [b]) => a - b)) {
    shuffle(places, randomStream(seed, 'folds', label));
    // Each class is dealt on from where the one before ended, so that no fold gets all the odd rows.
    for (const place of places) folds[place] = dealt++ % count;
  }
  return folds;
}

/** The largest groups first, each to the fold that has the fewest rows so far. */
function wholeGroups(rows: Uint32Array, groupOf: (row: number) => string, count: number, seed: number): Uint8Array {
  const groups = [...placesBy(rows, groupOf).values()];
  if (groups.length < count) throw tooFew(count, `${groups.length} groups`);
  const order = Uint32Array.from(groups.keys());
  shuffle(order, randomStream(seed, 'folds of groups'));
  const folds = new Uint8Array(rows.length);
  const sizes = new Array<number>(count).fill(0);
  const drawn = Array.from(order, (index) => groups[index] as Uint32Array);
  for (const places of drawn.sort((a, b) => b.length - a.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    for (const place of places) folds[place] = fold;
    sizes[fold] = (sizes[fold] ?? 0) + places.length;
  }
  return folds;
}

/** Where the rows of each class or group stand. */
function placesBy<K>(rows: Uint32Array, keyOf: (row: number) => K): Map<K, Uint32Array> {
  const lists = new Map<K, number[]>();
  for (const [place, row] of rows.entries()) {
    const key = keyOf(row);
    const list = lists.get(key);
    if (list) list.push(place);
    else lists.set(key, [place]);
  }
  return new Map([...lists].map(([key, list]) => [key, Uint32Array.from(list)]));
}

function tooFew(count: number, received: string): AppError {
  const detail = `Expected a row or group for each of ${count} folds, besides those to test with. Received: ${received}.`;
  return new AppError('ERR_TRAINING', detail, { problems: [{ pointer: '/folds', detail }] });
}
