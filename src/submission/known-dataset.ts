/** The dataset that a request names: there when it is submitted, and still there when its job is queued. */
import type { DatasetCatalog } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Job, Jobs } from '../queue/index.ts';

const NAMES_SHOWN = 20;

export function unknownDataset(name: string, known: readonly string[]): AppError {
  const some = known.length > NAMES_SHOWN ? [...known.slice(0, NAMES_SHOWN), '…'] : known;
  const detail = `Expected the name of a dataset: ${some.join(', ')}. Received: "${name}".`;
  return new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer: '/dataset', detail }] });
}

/**
 * A dataset that was deleted while the job was being submitted: its deletion saw no job, the job must see that.
 * @param pointer to its name in the request.
 */
export async function requireDataset(
  job: Job,
  digest: string,
  catalog: DatasetCatalog,
  jobs: Jobs,
  pointer = '/dataset',
): Promise<void> {
  if ((await catalog.manifest(job.dataset))?.digest === digest) return;
  await jobs.cancel(job.id);
  const detail = `Expected the name of a dataset. Received: "${job.dataset}", which was deleted meanwhile.`;
  throw new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer, detail }] });
}
