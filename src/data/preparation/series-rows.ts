/** Reads series that are rows: of a table whose columns are steps, or of an array. */
import type { SequencePlan } from '../../models/specification/index.ts';
import type { DatasetArrays } from '../dataset.ts';
import type { PreparationTools } from '../prepared.ts';
import type { Table, WantedColumn } from '../table/index.ts';
import type { SeriesData } from './series-data.ts';
import { writeNumbers } from './series-numbers.ts';

/** Numbers of a chunk of rows. */
const CHUNK_NUMBERS = 2 ** 20;

/** @param file for numbers that are too many for memory. */
export async function readWideTable(
  table: Table,
  plan: SequencePlan,
  tools: PreparationTools,
  file: string | undefined,
): Promise<SeriesData> {
  const { features, task, split } = plan;
  const target = plan.target.columns[0] as string;
  const asNumber = { target: task.type === 'regression', split: split.by === 'time' };
  const forms = new Map<string, WantedColumn['form']>(features.map((name) => [name, 'number']));
  forms.set(target, asNumber.target ? 'number' : 'text');
  if (split.column !== undefined && split.column !== target)
    forms.set(split.column, asNumber.split ? 'number' : 'text');
  const columns = [...forms].map(([name, form]) => ({ name, form }));
  const chunkRows = Math.max(1, Math.floor(CHUNK_NUMBERS / features.length));
  const writer = writeNumbers('float64', table.rows * features.length, file);
  const answers: (string | number | null)[] = [];
  const column: (string | number | null)[] = [];
  try {
    for await (const chunk of table.read({ columns, chunkRows, signal: tools.signal })) {
      const values = new Float64Array(chunk.rows * features.length);
      for (const [step, name] of features.entries()) {
        const numbers = chunk.numbers(name);
        for (let row = 0; row < chunk.rows; row++) values[row * features.length + step] = numbers[row] as number;
      }
      writer.append(values);
      const cells = (name: string): Iterable<string | number | null> =>
        forms.get(name) === 'text' ? chunk.texts(name) : chunk.numbers(name);
      for (const cell of cells(target)) answers.push(known(cell));
      if (split.column !== undefined) for (const cell of cells(split.column)) column.push(known(cell));
    }
  } catch (error) {
    writer.finish().close();
    throw error;
  }
  const starts = Float64Array.from({ length: answers.length + 1 }, (_, row) => row * features.length);
  return { raw: writer.finish(), width: 1, starts, nameOf: (row) => `row ${row + 1}`, answers, column };
}

function known(cell: string | number | null): string | number | null {
  return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell;
}

/** The rows of an array: `raw` reads one series, or a part of it, at once. Their answers are arrays too, and read elsewhere. */
export function arraySeries({ inputs }: DatasetArrays, features: number): SeriesData {
  const { count, size } = inputs;
  const raw = {
    length: count * size,
    read(from: number, to: number): Float64Array {
      const row = Math.floor(from / size);
      return Float64Array.from(inputs.row(row).subarray(from - row * size, to - row * size));
    },
    close: () => inputs.close(),
  };
  const starts = Float64Array.from({ length: count + 1 }, (_, row) => (row * size) / features);
  return { raw, width: features, starts, nameOf: (row) => `row ${row + 1}`, answers: [] };
}
