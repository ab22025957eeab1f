/** The dataset that a request names: there when it is submitted, and still there when its job is queued. */
import type { DatasetCatalog } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Job, Jobs } from '../queue/index.ts';

const NAMES_SHOWN = 20;

/** @param pointer to its name in the request. */
export function unknownDataset(name: string, known: readonly string[], pointer = '/dataset'): AppError {
  const some = known.length > NAMES_SHOWN ? [...known.slice(0, NAMES_SHOWN), '…'] : known;
  const detail = `Expected the name of a dataset: ${some.join(', ')}. Received: "${name}".`;
  return new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer, detail }] });
}

/**
 * A dataset that was deleted while the job was being submitted: its deletion saw no job, the job must see that.
 * @param pointer to its name in the request.
 */
export async function requireDataset(
  job: Job,
  { name, digest }: { readonly name: string; readonly digest: string },
  pointer: string,
  { catalog, jobs }: { readonly catalog: DatasetCatalog; readonly jobs: Jobs },
): Promise<void> {
  if ((await catalog.manifest(name))?.digest === digest) return;
  await jobs.cancel(job.id);
  const detail = `Expected the name of a dataset. Received: "${name}", which was deleted meanwhile.`;
  throw new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer, detail }] });
}
