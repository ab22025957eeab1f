/** How the rows of arrays are divided: they have no columns to go by. */
import type { DataRequest, Task } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import type { HeldBack } from './kind.ts';
import { refused } from './refusals.ts';
import { type PlannedSplit, planSplit } from './split.ts';

/** @throws AppError ERR_TRAINING for a split by a column. */
export function arraySplit(manifest: DatasetManifest, request: DataRequest, held: HeldBack, task: Task): PlannedSplit {
  const { column, by } = request.split ?? {};
  if (column !== undefined || by === 'group' || by === 'time' || by === 'column') {
    const pointer = column === undefined ? '/split/by' : '/split/column';
    throw refused(
      pointer,
      `Expected a split without a column for data of kind "${manifest.kind}". Received: "${column ?? by}".`,
    );
  }
  return planSplit(manifest, request, held, task.type === 'classification');
}
