/** Plans a sweep and queues it. Its trainings are submitted by the worker that runs it. */
import type { SweepRequest } from '../../models/specification/index.ts';
import type { SweepJob } from '../../queue/index.ts';
import { requireDataset } from '../known-dataset.ts';
import { requireVersion } from '../known-version.ts';
import type { SubmissionParts } from '../submit-job.ts';
import { readWebhook } from '../webhook.ts';
import { planSweep } from './plan-sweep.ts';

/**
 * @param id the sweep's.
 * @param requestId of the HTTP request that asked for it.
 * @throws AppError what `readWebhook`, `planSweep` and `Jobs.submitSweep` throw: nothing is queued then.
 */
export async function submitSweep(
  id: string,
  request: SweepRequest,
  requestId: string,
  parts: SubmissionParts,
): Promise<SweepJob> {
  const webhook = readWebhook(request.webhook, parts.hosts);
  const { specification } = await planSweep(request, parts);
  const { metadata = {}, priority } = request;
  const job = await parts.jobs.submitSweep({
    ...{ id, specification, metadata, requestId, ...webhook },
    ...(priority !== undefined && { priority }),
  });
  const { datasets, versions } = specification.needs;
  for (const [name, digest] of Object.entries(datasets)) {
    const pointer = name === request.job.dataset ? '/job/dataset' : '/job/training/validation/dataset';
    await requireDataset(job, { name, digest }, pointer, parts);
  }
  for (const version of new Set(Object.values(versions))) await requireVersion(job, version, '/job/baseModel', parts);
  return job;
}
