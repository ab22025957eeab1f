/**
 * Makes a dataset of series ready for training: read once, divided, scaled by what the training steps say; inputs are views on
 * the scaled numbers, so that overlapping windows take no memory of their own.
 */
import path from 'node:path';
import type { SequencePlan } from '../../models/specification/index.ts';
import type { Dataset, DatasetArrays } from '../dataset.ts';
import { type Learnt, learntPreprocessing, type PreparationTools, type Prepared } from '../prepared.ts';
import { openTable } from '../table/index.ts';
import { forecastWindows } from './forecast-windows.ts';
import type { Preparer } from './kind.ts';
import type { SeriesData } from './series-data.ts';
import { wholeSeries } from './series-examples.ts';
import { readLongTable } from './series-long.ts';
import { arraySeries, readWideTable } from './series-rows.ts';
import { scaleSeries } from './series-scaling.ts';
import { windowInputs } from './window-inputs.ts';

/** Of a number: raw as float64, scaled as float32. */
const BYTES_PER_NUMBER = 12;

export const prepareSequence: Preparer<SequencePlan> = async (dataset, plan, seed, tools, learnt) => {
  const { data, arrays } = await readSeries(dataset, plan, tools);
  try {
    return divideAndScale(dataset, data, arrays, plan, seed, tools, learnt);
  } finally {
    data.raw.close();
  }
};

function divideAndScale(
  { manifest }: Dataset,
  data: SeriesData,
  arrays: DatasetArrays | undefined,
  plan: SequencePlan,
  seed: number,
  tools: PreparationTools,
  learnt: Learnt | undefined,
): Prepared {
  const divided =
    plan.goal === 'forecast'
      ? forecastWindows(data, plan, seed, tools, learnt)
      : wholeSeries({ manifest, data, arrays, learnt }, plan, seed, tools);
  const file = fileFor('scaled', data.raw.length, tools);
  const { scaled, preprocessing } = scaleSeries(
    data,
    plan,
    learntPreprocessing(learnt, 'sequence') ?? divided.training,
    tools,
    file,
  );
  return {
    examples: { ...windowInputs(scaled, preprocessing, divided.windows), targets: divided.targets },
    ...{ parts: divided.parts, preprocessing, close: () => scaled.close() },
  };
}

interface ReadSeries {
  readonly data: SeriesData;
  readonly arrays?: DatasetArrays;
}

async function readSeries(dataset: Dataset, plan: SequencePlan, tools: PreparationTools): Promise<ReadSeries> {
  if (plan.layout === 'array') {
    const arrays = await dataset.arrays(tools.memoryBytesMax);
    return { data: arraySeries(arrays, plan.features.length), arrays };
  }
  const { memoryBytesMax, workspace } = tools;
  const table = await openTable(await dataset.table(), { scratch: workspace, memoryBytesMax });
  try {
    const file = fileFor('raw', table.rows * (plan.features.length + plan.target.columns.length), tools);
    const read = plan.layout === 'long' ? readLongTable : readWideTable;
    return { data: await read(table, plan, tools, file) };
  } finally {
    table.close();
  }
}

/** Where numbers are kept that are too many for memory. */
function fileFor(name: string, numbers: number, { memoryBytesMax, workspace }: PreparationTools): string | undefined {
  return numbers * BYTES_PER_NUMBER > memoryBytesMax ? path.join(workspace, `series-${name}.bin`) : undefined;
}
