/** Cleans up after a sweep that was cancelled or failed: ends its trainings, and removes what they learnt. */
import { codeOf } from '../../errors.ts';
import { trainingCount } from '../../models/specification/index.ts';
import { childId, isFinished } from '../../queue/index.ts';
import type { SweepParts } from './run-sweep.ts';

/** May be called again; a training that is being published just now is left to the next call, after its end. */
export async function clearSweep(
  jobId: string,
  { jobs, registry }: Pick<SweepParts, 'jobs' | 'registry'>,
): Promise<void> {
  const { kind, specification } = await jobs.internals(jobId);
  if (kind !== 'sweep') return;
  const ids = Array.from({ length: trainingCount(specification) }, (_, number) => childId(jobId, number));
  const found = (await jobs.children(ids)).flatMap((state) => state ?? []);
  for (const { id } of found.filter(({ status }) => !isFinished(status))) {
    await jobs.cancel(id).catch((error: unknown) => {
      if (codeOf(error) !== 'ERR_JOB_STATE' && codeOf(error) !== 'ERR_NOT_FOUND') throw error;
    });
  }
  await registry.removeCandidates(
    specification.job.model,
    found.map(({ id }) => id),
  );
}
