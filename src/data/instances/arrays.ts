/** Rows of a dataset of arrays as instances: lists of numbers, as a client would send them. */
import { createBreath } from '../../breathing.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { RowValues } from '../row-array.ts';
import { FULL_SCALE } from '../sound/sound-row.ts';
import { chunkInstances, type InstanceChunk, type InstanceTools } from './chunk.ts';

export async function* arrayInstances(
  dataset: Dataset,
  plan: DataPlan,
  { signal }: InstanceTools,
): AsyncGenerator<InstanceChunk, void, void> {
  // Each row is read once: they stay in their file.
  const { inputs } = await dataset.arrays(0);
  const chunkRows = chunkInstances(inputs.size);
  const breathe = createBreath(signal);
  try {
    for (let from = 0; from < inputs.count; from += chunkRows) {
      const to = Math.min(inputs.count, from + chunkRows);
      const instances: unknown[] = [];
      for (let row = from; row < to; row++) {
        instances.push(instanceOf(inputs.row(row), plan));
        await breathe();
      }
      yield { instances, repeated: instances.map(() => ({})), rowsRead: to };
    }
  } finally {
    inputs.close();
  }
}

function instanceOf(row: RowValues, plan: DataPlan): unknown {
  switch (plan.kind) {
    case 'audio':
      return Array.from(row.subarray(0, plan.samples), (sample) => sample / FULL_SCALE);
    case 'sequence':
      return stepsOf(row, plan.inputShape[1] ?? 1);
    default:
      return Array.from(row);
  }
}

/** A number that is missing is none in JSON. */
function stepsOf(row: RowValues, features: number): (number | null)[][] {
  return Array.from({ length: row.length / features }, (_, step) =>
    Array.from(row.subarray(step * features, (step + 1) * features), (value) => (Number.isNaN(value) ? null : value)),
  );
}
