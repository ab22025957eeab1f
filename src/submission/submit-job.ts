/** Plans a job and queues it; sees to it that what it needs is still there then. */
import type { JobRequest } from '../models/specification/index.ts';
import type { PrivateHosts } from '../private-hosts.ts';
import type { Jobs, TrainingJob } from '../queue/index.ts';
import { requireDataset } from './known-dataset.ts';
import { requireVersion, versionName } from './known-version.ts';
import { type PlanningParts, planJob } from './plan-job.ts';
import { readWebhook } from './webhook.ts';

export interface SubmissionParts extends PlanningParts {
  readonly jobs: Jobs;
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
  parts: SubmissionParts,
): Promise<TrainingJob> {
  const webhook = readWebhook(request.webhook, parts.hosts);
  const { specification } = await planJob(request, parts);
  const { metadata = {}, priority } = request;
  const job = await parts.jobs.submit({
    id,
    specification,
    metadata,
    requestId,
    ...webhook,
    ...(priority !== undefined && { priority }),
  });
  const { dataset, datasetDigest, validation, base } = specification;
  await requireDataset(job, { name: dataset, digest: datasetDigest }, '/dataset', parts);
  if (validation) {
    const needed = { name: validation.dataset, digest: validation.datasetDigest };
    await requireDataset(job, needed, '/training/validation/dataset', parts);
  }
  if (base) await requireVersion(job, versionName(base), '/baseModel', parts);
  return job;
}
