/** Plans a job and queues it; sees to it that its dataset is still there then. */
import type { DatasetCatalog } from '../data/index.ts';
import type { JobRequest, NetworkLimits } from '../models/specification/index.ts';
import type { PrivateHosts } from '../private-hosts.ts';
import type { Jobs, TrainingJob } from '../queue/index.ts';
import { requireDataset } from './known-dataset.ts';
import { planJob } from './plan-job.ts';
import { readWebhook } from './webhook.ts';

export interface SubmissionParts {
  readonly jobs: Jobs;
  readonly catalog: DatasetCatalog;
  readonly limits: NetworkLimits;
  /** That webhooks may reach, though they are private. */
  readonly hosts: PrivateHosts;
}

/**
 * @param id the job's.
 * @param requestId of the HTTP request that asked for it.
 * @throws AppError what `readWebhook`, `planJob` and `Jobs.submit` throw: nothing is queued then.
 */
export async function submitJob(
  id: string,
  request: JobRequest,
  requestId: string,
  { jobs, catalog, limits, hosts }: SubmissionParts,
): Promise<TrainingJob> {
  const webhook = readWebhook(request.webhook, hosts);
  const { specification } = await planJob(request, catalog, limits);
  const { metadata = {}, priority } = request;
  const job = await jobs.submit({
    id,
    specification,
    metadata,
    requestId,
    ...webhook,
    ...(priority !== undefined && { priority }),
  });
  await requireDataset(job, specification.datasetDigest, catalog, jobs);
  return job;
}
