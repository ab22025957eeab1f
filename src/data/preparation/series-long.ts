/** Reads a table whose rows are steps, ordered by series and time. */
import type { SequencePlan } from '../../models/specification/index.ts';
import type { PreparationTools } from '../prepared.ts';
import type { Table, TableChunk, WantedColumn } from '../table/index.ts';
import { type SeriesData, unfit } from './series-data.ts';
import { writeNumbers } from './series-numbers.ts';
import { inWords, watchTime } from './series-time.ts';

const CHUNK_ROWS = 16_384;

type Answer = string | number | null;

/** @param file for numbers that are too many for memory. */
export async function readLongTable(
  table: Table,
  plan: SequencePlan,
  tools: PreparationTools,
  file: string | undefined,
): Promise<SeriesData> {
  const columns = [...new Set([...plan.features, ...(plan.goal === 'forecast' ? plan.target.columns : [])])];
  const forms = formsOf(plan, columns);
  const wanted = [...forms].map(([name, form]) => ({ name, form }));
  const writer = writeNumbers('float64', table.rows * columns.length, file);
  const series = collectSeries(plan, forms);
  const order = [plan.series, plan.time].filter((name) => name !== undefined);
  try {
    for await (const chunk of table.read({ columns: wanted, chunkRows: CHUNK_ROWS, order, signal: tools.signal })) {
      series.take(chunk);
      writer.append(interleaved(chunk, columns));
    }
  } catch (error) {
    writer.finish().close();
    throw error;
  }
  return { raw: writer.finish(), width: columns.length, ...series.finish(tools) };
}

type Forms = ReadonlyMap<string, WantedColumn['form']>;

/** Each column once: as a number, where one use of it is as a number. */
function formsOf({ series, time, goal, target, task, split }: SequencePlan, numbers: readonly string[]): Forms {
  const forms = new Map<string, WantedColumn['form']>();
  if (goal === 'classify') {
    if (split.column !== undefined) forms.set(split.column, split.by === 'time' ? 'number' : 'text');
    forms.set(target.columns[0] as string, task.type === 'regression' ? 'number' : 'text');
  }
  if (series !== undefined) forms.set(series, 'text');
  if (time !== undefined) forms.set(time, 'number');
  for (const name of numbers) forms.set(name, 'number');
  return forms;
}

function interleaved(chunk: TableChunk, columns: readonly string[]): Float64Array {
  const values = new Float64Array(chunk.rows * columns.length);
  for (const [index, name] of columns.entries()) {
    const numbers = chunk.numbers(name);
    for (let row = 0; row < chunk.rows; row++) values[row * columns.length + index] = numbers[row] as number;
  }
  return values;
}

/** Follows where series begin and what is the same in all their rows. */
function collectSeries(plan: SequencePlan, forms: Forms) {
  const names: string[] = [];
  const starts: number[] = [];
  const answers: Answer[] = [];
  const column: Answer[] = [];
  const gaps = watchTime();
  let step = 0;

  function takeRow(name: string, answer: Answer, part: Answer, time: number | undefined): void {
    const last = names.length - 1;
    if (last >= 0 && names[last] === name) {
      expectSame('/target', plan.target.columns[0], answers[last], answer, name);
      if (plan.split.by !== 'time') expectSame('/split/column', plan.split.column, column[last], part, name);
      column[last] = part;
    } else {
      names.push(name);
      starts.push(step);
      answers.push(answer);
      column.push(part);
      gaps.begin();
    }
    if (time !== undefined) gaps.take(time, name);
    step += 1;
  }

  return {
    take(chunk: TableChunk): void {
      const nameOf = plan.series === undefined ? () => '' : seriesName(chunk.texts(plan.series), plan.series);
      const classify = plan.goal === 'classify';
      const answerOf = reader(chunk, forms, classify ? plan.target.columns[0] : undefined);
      const partOf = reader(chunk, forms, classify ? plan.split.column : undefined);
      const times = plan.time === undefined ? undefined : chunk.numbers(plan.time);
      for (let row = 0; row < chunk.rows; row++) takeRow(nameOf(row), answerOf(row), partOf(row), times?.[row]);
    },
    finish(tools: PreparationTools): Pick<SeriesData, 'starts' | 'nameOf' | 'answers' | 'column'> {
      gaps.tell(names.length, tools.log);
      return {
        starts: Float64Array.from([...starts, step]),
        nameOf: (series) => inWords(names[series] ?? ''),
        ...{ answers, column },
      };
    },
  };
}

function seriesName(texts: readonly (string | null)[], column: string): (row: number) => string {
  return (row) => {
    const name = texts[row];
    if (name !== null && name !== undefined) return name;
    throw unfit('/preprocessing/series', `a series in every row, in column "${column}"`, 'a row without');
  };
}

function reader(chunk: TableChunk, forms: Forms, column: string | undefined): (row: number) => Answer {
  if (column === undefined) return () => null;
  if (forms.get(column) === 'text') {
    const texts = chunk.texts(column);
    return (row) => texts[row] ?? null;
  }
  const numbers = chunk.numbers(column);
  return (row) => (Number.isFinite(numbers[row]) ? (numbers[row] as number) : null);
}

function expectSame(
  pointer: string,
  column: string | undefined,
  first: Answer | undefined,
  other: Answer,
  series: string,
): void {
  if (first === other) return;
  const received = `${JSON.stringify(first)} and ${JSON.stringify(other)} in ${inWords(series)}`;
  throw unfit(pointer, `one value of column "${column}" in all rows of a series, unless it is forecast`, received);
}
