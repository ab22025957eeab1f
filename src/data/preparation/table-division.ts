/**
 * The first way through a table: which rows can be learnt from, what their targets are, and to which part each belongs. Knows
 * nothing of features.
 */
import type { TabularPlan, TextPlan } from '../../models/specification/index.ts';
import type { Parts, Targets } from '../examples.ts';
import type { ColumnProfile, OwnParts } from '../manifest.ts';
import type { Learnt, PreparationTools } from '../prepared.ts';
import type { Cell } from '../preprocessing/columns/cells.ts';
import { splitRows } from '../split.ts';
import type { TableRows } from './table-rows.ts';
import { collectTargets } from './target.ts';

/** What a row of the table is to preparation. */
export const ROLES = { leftOut: 0, measured: 1, training: 2 } as const;

export interface Division {
  /** One of `ROLES` for each row of the table. Examples are the rows that are not left out, in their order. */
  readonly roles: Uint8Array;
  /** Of examples. */
  readonly count: number;
  readonly parts: Parts;
  readonly targets: Targets;
  /** The row of the table that an example is. */
  readonly rowOf: (example: number) => number;
}

/**
 * @param needed columns that a row must have besides its targets to be an example.
 * @throws AppError ERR_TRAINING where targets or parts are not as planned.
 */
export async function divideTable(
  table: TableRows,
  plan: TabularPlan | TextPlan,
  needed: readonly string[],
  seed: number,
  tools: PreparationTools,
  learnt?: Learnt,
): Promise<Division> {
  const { rows, parts: own } = table.manifest;
  const { columns } = plan.target;
  const profiles = columns.map((name) => table.columns.get(name) as ColumnProfile);
  const { memoryBytesMax } = tools;
  const { task, target } = plan;
  const targets = collectTargets({ task, target, columns: profiles, rows, memoryBytesMax, scales: learnt?.scales });
  const kept = new Uint32Array(rows);
  const { column: splitName } = plan.split;
  const splitBy: Cell[] = [];
  let count = 0;
  for await (const chunk of table.read([...columns, ...needed, ...(splitName === undefined ? [] : [splitName])])) {
    const targetCells = columns.map((name) => chunk.cells(name));
    const neededCells = needed.map((name) => chunk.cells(name));
    const splitCell = splitName === undefined ? undefined : chunk.cells(splitName);
    for (let row = 0; row < chunk.rows; row++) {
      if (neededCells.some((cellOf) => cellOf(row) === null)) continue;
      if (
        !targets.add(
          targetCells.map((cellOf) => cellOf(row)),
          chunk.first + row,
        )
      )
        continue;
      if (splitCell) splitBy.push(splitCell(row));
      kept[count++] = chunk.first + row;
    }
  }
  const examples = kept.subarray(0, count);
  logLeftOut(rows - count, [...columns, ...needed], targets.unknownLabels, tools);
  const split = { count, own: own && ownParts(own, examples), classes: targets.classes(), column: splitBy };
  const parts = splitRows(plan.split, split, seed);
  // Where every row is an example, nothing has to be kept for it.
  const places = count === rows ? undefined : examples.slice();
  const rowOf = (example: number): number => places?.[example] ?? example;
  return { roles: rolesOf(rows, examples, parts), count, parts, targets: targets.finish(parts.training), rowOf };
}

/** The dataset's parts lie one after the other; of each, only some rows may be left. */
function ownParts({ train, validation, test }: OwnParts, examples: Uint32Array): OwnParts {
  const between = (from: number, to: number): number => examples.filter((row) => row >= from && row < to).length;
  const tested = train + (validation ?? 0);
  return {
    train: between(0, train),
    ...(validation !== undefined && { validation: between(train, tested) }),
    ...(test !== undefined && { test: between(tested, tested + test) }),
  };
}

function rolesOf(rows: number, examples: Uint32Array, { training }: Parts): Uint8Array {
  const roles = new Uint8Array(rows);
  for (const row of examples) roles[row] = ROLES.measured;
  for (const example of training) roles[examples[example] as number] = ROLES.training;
  return roles;
}

function logLeftOut(rows: number, columns: readonly string[], labels: number, { log }: PreparationTools): void {
  const names = columns.map((name) => JSON.stringify(name)).join(', ');
  if (rows > 0) log(`${rows} rows are left out: they have no value in ${names}.`);
  if (labels > 0) log(`${labels} labels are passed over: they are in no value that the dataset's profile lists.`);
}
