/**
 * Series of a table whose rows are steps, as instances: of each the last steps, which are all that a version looks at. A
 * version that forecasts tells what follows them.
 *
 * DESIGN A series may be longer than memory. What a step lacks is filled from the steps before it, so a step that is let go
 * hands on what it had: the answers are those for the whole series.
 */
import type { SequencePlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { ColumnType } from '../manifest.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { openTable, type TableChunk } from '../table/index.ts';
import { chunkInstances, type InstanceChunk, type InstanceTools, type RepeatedValue } from './chunk.ts';
import { toldValue } from './rows.ts';

type Step = (number | null)[];

const CHUNK_ROWS = 16_384;

export async function* longSeriesInstances(
  dataset: Dataset,
  plan: SequencePlan,
  preprocessing: Preprocessing,
  repeated: readonly string[],
  { memoryBytesMax, workspace: scratch, signal }: InstanceTools,
): AsyncGenerator<InstanceChunk, void, void> {
  const { content } = dataset.manifest;
  const types = new Map((content.form === 'table' ? content.columns : []).map(({ name, type }) => [name, type]));
  const { series, time, features } = plan;
  const keys = [series, time].filter((name) => name !== undefined);
  const columns = [...new Set([...features, ...keys])].map((name) => ({
    ...{ name, form: name === series ? ('text' as const) : ('number' as const) },
  }));
  const length = preprocessing.kind === 'sequence' ? preprocessing.length : plan.length;
  const instancesMax = chunkInstances(length * features.length);
  const table = await openTable(await dataset.table(), { scratch, memoryBytesMax });
  let [instances, told]: [Step[][], Record<string, RepeatedValue>[]] = [[], []];
  let rowsRead = 0;
  let current: OpenSeries | undefined;
  const finish = (): void => {
    if (!current) return;
    instances.push(current.steps);
    told.push(toldOf(current, plan, repeated, types));
  };
  try {
    for await (const chunk of table.read({ columns, chunkRows: CHUNK_ROWS, order: keys, signal })) {
      const rows = rowReader(chunk, plan);
      for (let row = 0; row < chunk.rows; row++) {
        const { name, at, step } = rows(row);
        if (!current || current.name !== name) {
          finish();
          current = { name, at, steps: [] };
          if (instances.length >= instancesMax) {
            yield { instances, repeated: told, rowsRead: rowsRead + row };
            [instances, told] = [[], []];
          }
        }
        keepLast(current, step, at, length);
      }
      rowsRead += chunk.rows;
    }
    finish();
    if (instances.length > 0) yield { instances, repeated: told, rowsRead };
  } finally {
    table.close();
  }
}

interface OpenSeries {
  readonly name: string | null;
  /** The time of its last step so far. */
  at: number | null;
  steps: Step[];
}

function rowReader(chunk: TableChunk, { series, time, features }: SequencePlan) {
  const names = series === undefined ? undefined : chunk.texts(series);
  const times = time === undefined ? undefined : chunk.numbers(time);
  const numbers = features.map((name) => chunk.numbers(name));
  return (row: number) => ({
    name: names?.[row] ?? null,
    at: known(times?.[row]),
    step: numbers.map((values) => known(values[row])),
  });
}

/** In twice the room, so that letting go of the first steps costs little for each. */
function keepLast(series: OpenSeries, step: Step, at: number | null, length: number): void {
  series.at = at;
  series.steps.push(step);
  if (series.steps.length < 2 * length) return;
  const gone = series.steps.splice(0, series.steps.length - length);
  const [first] = series.steps;
  for (const before of gone.reverse())
    for (const [feature, value] of before.entries()) if (first && first[feature] === null) first[feature] = value;
}

function toldOf(
  { name, at }: OpenSeries,
  { series, time }: SequencePlan,
  repeated: readonly string[],
  types: ReadonlyMap<string, ColumnType>,
): Record<string, RepeatedValue> {
  const values: [string | undefined, RepeatedValue][] = [
    [series, name],
    [time, toldValue(at, types.get(time ?? '') ?? 'number')],
  ];
  return Object.fromEntries(values.filter(([column]) => column !== undefined && repeated.includes(column)));
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
