/**
 * Divides rows into those to train with, to validate with and to test with. Everything follows from the seed: a repeated
 * attempt divides alike. No row is in two parts.
 */
import { AppError } from '../errors.ts';
import type { Fold, SplitPlan } from '../models/specification/index.ts';
import { randomStream, shuffle } from '../random.ts';
import type { Parts } from './examples.ts';
import { foldsOf } from './folds.ts';
import type { OwnParts } from './manifest.ts';

export interface SplitRows {
  readonly count: number;
  /** The parts that the dataset brings: rows lie in their order. */
  readonly own?: OwnParts | undefined;
  /** The class of every row, for a stratified split and for whatever remains to be divided of one that is given. */
  readonly classes?: Int32Array | undefined;
  /** What the split's column says of every row. */
  readonly column?: readonly (string | number | null)[] | undefined;
}

const TRAINING = 0;
const VALIDATION = 1;
const TEST = 2;

/** @throws AppError ERR_TRAINING where a part would be empty that must not be. */
export function splitRows(plan: SplitPlan, rows: SplitRows, seed: number): Parts {
  const assigned = assign(plan, rows, seed);
  if (plan.fold) assignFold(assigned, plan.fold, { ...rows, by: plan.by, seed });
  const parts = collect(assigned);
  if (parts.training.length === 0 && plan.by !== 'whole') throw tooFew('a row to train with');
  if (parts.test.length === 0) throw tooFew('a row to test with');
  return parts;
}

/** The part of every row. */
function assign(plan: SplitPlan, rows: SplitRows, seed: number): Uint8Array {
  const all = Uint32Array.from({ length: rows.count }, (_, row) => row);
  const assigned = new Uint8Array(rows.count);
  switch (plan.by) {
    case 'whole':
      return assigned.fill(TEST);
    case 'given':
      return assignOwn(plan, rows, seed);
    case 'column':
      return assignNamed(plan, rows, seed);
    case 'time':
      assignLatest(assigned, all, plan, rows);
      return assigned;
    case 'group':
      assignGroups(assigned, plan, rows, seed);
      return assigned;
    case 'stratified':
    case 'random':
      holdBack(assigned, all, { share: plan.test, part: TEST, classes: rows.classes, seed });
      holdBack(assigned, rest(assigned, all), {
        ...{ share: plan.validation / (1 - plan.test), part: VALIDATION, classes: rows.classes, seed },
      });
      return assigned;
  }
}

interface HoldingBack {
  readonly share: number;
  readonly part: number;
  readonly classes: Int32Array | undefined;
  readonly seed: number;
}

/**
 * Gives a share of the rows to a part: of every class where there are classes, rounded to whole rows; each class keeps at
 * least one row. Where all classes are too small for their share to be a row, some give one each. (Keras' `validation_split` takes the last rows instead, whatever they hold.)
 */
function holdBack(assigned: Uint8Array, rows: Uint32Array, { share, part, classes, seed }: HoldingBack): void {
  if (share === 0) return;
  const purpose = part === TEST ? 'test split' : 'validation split';
  const groups = groupBy(rows, (row) => classes?.[row] ?? 0);
  let held = 0;
  for (const [label, members] of groups) {
    const count = Math.min(Math.round(members.length * share), members.length - 1);
    shuffle(members, randomStream(seed, purpose, label));
    for (const row of members.subarray(0, count)) assigned[row] = part;
    held += count;
  }
  if (held > 0) return;
  const spares = Uint32Array.from(
    [...groups.values()].flatMap(([row, other]) => (other === undefined ? [] : [row ?? 0])),
  );
  shuffle(spares, randomStream(seed, `${purpose} of small classes`));
  // A test must have a row; nobody has to validate.
  const wanted = Math.max(part === TEST ? 1 : 0, Math.round(rows.length * share));
  for (const row of spares.subarray(0, wanted)) assigned[row] = part;
}

/** What the dataset brings; a part that it does not bring is held back from those to train with. */
function assignOwn(plan: SplitPlan, { count, own, classes }: SplitRows, seed: number): Uint8Array {
  const { train = count, validation, test } = own ?? {};
  const assigned = new Uint8Array(count);
  assigned.fill(VALIDATION, train, train + (validation ?? 0));
  assigned.fill(TEST, train + (validation ?? 0));
  completeParts(assigned, plan, classes, { validation: validation !== undefined, test: test !== undefined }, seed);
  return assigned;
}

const NAMES = new Map<string, number>([
  ...['train', 'training'].map((name) => [name, TRAINING] as const),
  ...['validation', 'valid', 'val', 'dev'].map((name) => [name, VALIDATION] as const),
  ...['test', 'testing'].map((name) => [name, TEST] as const),
]);

function assignNamed(plan: SplitPlan, { count, column = [], classes }: SplitRows, seed: number): Uint8Array {
  const assigned = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const part = NAMES.get(
      String(column[row] ?? '')
        .trim()
        .toLowerCase(),
    );
    if (part === undefined) {
      throw refused(
        `"train", "validation" or "test" in column "${plan.column}"`,
        `${JSON.stringify(column[row] ?? null)} in row ${row + 1}`,
      );
    }
    assigned[row] = part;
  }
  completeParts(
    assigned,
    plan,
    classes,
    { validation: assigned.includes(VALIDATION), test: assigned.includes(TEST) },
    seed,
  );
  return assigned;
}

function completeParts(
  assigned: Uint8Array,
  plan: SplitPlan,
  classes: Int32Array | undefined,
  has: { readonly validation: boolean; readonly test: boolean },
  seed: number,
): void {
  const training = (): Uint32Array => Uint32Array.from(assigned.keys()).filter((row) => assigned[row] === TRAINING);
  if (!has.test) holdBack(assigned, training(), { share: plan.test, part: TEST, classes, seed });
  if (!has.validation) holdBack(assigned, training(), { share: plan.validation, part: VALIDATION, classes, seed });
}

/** Rows that are tested stay so; of all others those of one fold are validated with. */
function assignFold(
  assigned: Uint8Array,
  { count, index }: Fold,
  { by, column = [], classes, seed }: SplitRows & { readonly by: SplitPlan['by']; readonly seed: number },
): void {
  const rows = Uint32Array.from(assigned.keys()).filter((row) => assigned[row] !== TEST);
  const groupOf = by === 'group' ? (row: number) => JSON.stringify(column[row] ?? null) : undefined;
  // Whoever asks for a random split wants no shares of the classes.
  const classOf = by === 'random' ? undefined : classes && ((row: number) => classes[row] ?? 0);
  const folds = foldsOf(rows, { count, groupOf, classOf, seed });
  for (const [place, row] of rows.entries()) assigned[row] = folds[place] === index ? VALIDATION : TRAINING;
}

/** The latest rows are tested, those before them validated with; rows of one time stay together, rows without one are the earliest. */
function assignLatest(assigned: Uint8Array, all: Uint32Array, plan: SplitPlan, { column = [] }: SplitRows): void {
  const timeOf = (row: number): number => {
    const value = column[row];
    return typeof value === 'number' ? value : Number.NEGATIVE_INFINITY;
  };
  const order = all.slice().sort((a, b) => timeOf(a) - timeOf(b) || a - b);
  const cut = (share: number): number => {
    let at = Math.round(order.length * (1 - share));
    // Moved to where a time begins: the same moment on both sides would tell one of the other.
    while (at > 0 && at < order.length && timeOf(order[at] as number) === timeOf(order[at - 1] as number)) at -= 1;
    return at;
  };
  const tested = cut(plan.test);
  const validated = Math.min(cut(plan.test + plan.validation), tested);
  for (const row of order.subarray(validated, tested)) assigned[row] = VALIDATION;
  for (const row of order.subarray(tested)) assigned[row] = TEST;
}

/** Whole groups, drawn until a part has its share of the rows. */
function assignGroups(assigned: Uint8Array, plan: SplitPlan, { count, column = [] }: SplitRows, seed: number): void {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const groups = [...groupBy(rows, (row) => JSON.stringify(column[row] ?? null)).values()];
  if (groups.length < 2) throw refused(`several groups in column "${plan.column}"`, `${groups.length}`);
  const order = Uint32Array.from(groups.keys());
  shuffle(order, randomStream(seed, 'group split'));
  const wanted = [
    { part: TEST, rows: count * plan.test },
    { part: VALIDATION, rows: count * plan.validation },
  ];
  for (const index of order.subarray(0, order.length - 1)) {
    const group = groups[index] as Uint32Array;
    const taker = wanted.find((each) => each.rows >= group.length / 2);
    if (!taker) continue;
    taker.rows -= group.length;
    for (const row of group) assigned[row] = taker.part;
  }
  if (plan.test === 0 || assigned.includes(TEST)) return;
  // Every group is larger than what is to be tested: better more of that than no test.
  const [smallest] = [...order.subarray(0, -1)].sort((a, b) => sizeOf(groups, a) - sizeOf(groups, b));
  for (const row of groups[smallest ?? 0] ?? []) assigned[row] = TEST;
}

function sizeOf(groups: readonly Uint32Array[], index: number): number {
  return groups[index]?.length ?? 0;
}

function collect(assigned: Uint8Array): Parts {
  const of = (part: number): Uint32Array => Uint32Array.from(assigned.keys()).filter((row) => assigned[row] === part);
  return { training: of(TRAINING), validation: of(VALIDATION), test: of(TEST) };
}

function rest(assigned: Uint8Array, rows: Uint32Array): Uint32Array {
  return rows.filter((row) => assigned[row] === TRAINING);
}

function groupBy<K>(rows: Uint32Array, keyOf: (row: number) => K): Map<K, Uint32Array> {
  const groups = new Map<K, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return new Map([...groups].map(([key, group]) => [key, Uint32Array.from(group)]));
}

function tooFew(expected: string): AppError {
  return refused(`${expected} after the split`, 'none; the dataset has too few rows, or the shares are too large');
}

function refused(expected: string, received: string): AppError {
  const detail = `Expected ${expected}. Received: ${received}.`;
  return new AppError('ERR_TRAINING', detail, { problems: [{ pointer: '/split', detail }] });
}
