/** Collects the targets of a table's rows as training takes them. Knows nothing of inputs, nor of how rows are divided. */
import type { TargetPlan, Task } from '../../models/specification/index.ts';
import type { TargetScale, Targets } from '../examples.ts';
import type { ColumnProfile } from '../manifest.ts';
import { partsOf } from '../planning/target-labels.ts';
import { type Cell, textOfCell } from '../preprocessing/columns/cells.ts';
import { fitsFloat32 } from '../preprocessing/columns/moments.ts';
import { numberTargets } from './array-targets.ts';
import { unfit, unfitRow } from './table-refusals.ts';

export interface TargetCollector {
  /**
   * Takes the targets of a row, after those of the rows before.
   * @param row from 0, for messages.
   * @returns false where one is missing: then nothing was taken.
   * @throws AppError ERR_TRAINING for a value that the plan does not know, or that is no finite number.
   */
  add(cells: readonly Cell[], row: number): boolean;
  /** Of all rows taken, for a stratified split: where the targets are classes. */
  classes(): Int32Array | undefined;
  /** How many labels were passed over, since the plan does not have them. */
  readonly unknownLabels: number;
  /** @param training of the rows taken, those that are trained on. */
  finish(training: Uint32Array): Targets;
}

interface TargetRows {
  readonly task: Task;
  readonly target: TargetPlan;
  readonly columns: readonly ColumnProfile[];
  /** At most. */
  readonly rows: number;
  readonly memoryBytesMax: number;
  /** Of numbers, where a version has learnt them. */
  readonly scales: readonly TargetScale[] | undefined;
}

export function collectTargets(options: TargetRows): TargetCollector {
  switch (options.task.type) {
    case 'classification':
      return collectClasses(options);
    case 'multiLabelClassification':
      return collectLabels(options);
    case 'regression':
      return collectNumbers(options);
  }
}

function collectClasses({ task, columns, rows }: TargetRows): TargetCollector {
  const { name, type } = columns[0] as ColumnProfile;
  const numbers = new Map(task.labels.map((label, number) => [label, number]));
  const values = new Int32Array(rows);
  let count = 0;
  return {
    ...{ unknownLabels: 0, classes: () => values.subarray(0, count) },
    add([cell = null], row) {
      if (cell === null) return false;
      const number = numbers.get(textOfCell(type, cell));
      if (number === undefined) throw unfitRow(row, name, `one of the ${task.labels.length} classes`, cell);
      values[count++] = number;
      return true;
    },
    finish: () => ({ kind: 'classes', values: values.slice(0, count), size: task.labels.length }),
  };
}

function collectLabels({ task, target, columns, rows, memoryBytesMax }: TargetRows): TargetCollector {
  const size = task.labels.length;
  const values = new Float32Array(room(rows, size, 4, memoryBytesMax));
  const numbers = new Map(task.labels.map((label, number) => [label, number]));
  const { separator } = target;
  let count = 0;
  let unknownLabels = 0;
  return {
    get unknownLabels() {
      return unknownLabels;
    },
    classes: () => undefined,
    add(cells, row) {
      if (cells.some((cell) => cell === null)) return false;
      const start = count++ * size;
      if (separator === undefined) {
        for (const [index, cell] of cells.entries()) values[start + index] = zeroOrOne(cell, row, columns[index]);
        return true;
      }
      for (const label of partsOf(String(cells[0]), separator)) {
        const number = numbers.get(label);
        if (number === undefined) unknownLabels += 1;
        else values[start + number] = 1;
      }
      return true;
    },
    finish: () => ({ kind: 'labels', values: values.slice(0, count * size), size }),
  };
}

function collectNumbers({ columns, rows, memoryBytesMax, scales }: TargetRows): TargetCollector {
  const size = columns.length;
  const values = new Float64Array(room(rows, size, 12, memoryBytesMax));
  const places = new Uint32Array(rows);
  let count = 0;
  return {
    ...{ unknownLabels: 0, classes: () => undefined },
    add(cells, row) {
      if (cells.some((cell) => cell === null)) return false;
      for (const [index, cell] of cells.entries()) {
        const number = Number(cell);
        if (!fitsFloat32(number))
          throw unfitRow(row, columns[index]?.name ?? '', 'a number that 32 bits can hold', cell);
        values[count * size + index] = number;
      }
      places[count++] = row;
      return true;
    },
    finish(training) {
      const targets = numberTargets(values.slice(0, count * size), size, training, scales);
      const stray = targets.values.findIndex((value) => !Number.isFinite(value));
      if (stray < 0) return targets;
      const { name = '' } = columns[stray % size] ?? {};
      const row = places[Math.floor(stray / size)] as number;
      throw unfitRow(row, name, 'a number that 32 bits can hold once standardized', values[stray]);
    },
  };
}

function zeroOrOne(cell: Cell | undefined, row: number, column: ColumnProfile | undefined): number {
  if (cell === 0 || cell === 1) return cell;
  throw unfitRow(row, column?.name ?? '', '0 or 1', cell);
}

/** Targets are in memory, whatever becomes of the inputs. */
function room(rows: number, size: number, bytes: number, memoryBytesMax: number): number {
  if (rows * size * bytes <= memoryBytesMax) return rows * size;
  const received = `${rows} rows of ${size}`;
  throw unfit(`Expected targets that fit into ${memoryBytesMax} bytes of memory. Received: ${received}.`);
}
