/** Plans a sweep and queues it. Its trainings are submitted by the worker that runs it. */
import type { SweepRequest } from '../../models/specification/index.ts';
import type { SweepJob } from '../../queue/index.ts';
import { requireDataset } from '../known-dataset.ts';
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
  { jobs, catalog, limits, hosts }: SubmissionParts,
): Promise<SweepJob> {
  const webhook = readWebhook(request.webhook, hosts);
  const { specification } = await planSweep(request, catalog, limits);
  const { metadata = {}, priority } = request;
  const job = await jobs.submitSweep({
    ...{ id, specification, metadata, requestId, ...webhook },
    ...(priority !== undefined && { priority }),
  });
  await requireDataset(job, specification.datasetDigest, catalog, jobs, '/job/dataset');
  return job;
}
