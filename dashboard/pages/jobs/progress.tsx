/** How far a job is. Its place stays where it is, whatever is told. */
import type { JobData } from '../../../client/types.ts';
import { bytes, duration, number, percent, since } from '../../parts/format.ts';
import { whereOf } from '../../parts/job-words.ts';
import { Facts } from '../../parts/notes.tsx';

export function ProgressCard({ job }: { readonly job: JobData }) {
  const { progress, status, startedAt, finishedAt, createdAt, attempts, kind } = job;
  const isGoing = status === 'running' || status === 'queued' || status === 'paused';
  const took = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined;
  return (
    <section class="card stack" aria-label="Progress">
      {isGoing && (
        <div>
          <div class="row spread">
            <span>{whereOf(job)}</span>
            <strong>{percent(progress.fraction)}</strong>
          </div>
          <progress max={1} value={progress.fraction} aria-label="Progress" />
        </div>
      )}
      <Facts
        of={{
          Submitted: since(createdAt),
          Took: took === undefined ? '–' : duration(took),
          Attempts: attempts > 0 ? number(attempts) : '–',
          ...(kind === 'train' && {
            Epoch: progress.epochs > 0 ? `${progress.epoch} of ${progress.epochs}` : '–',
            Step: progress.steps > 0 ? `${number(progress.step)} of ${number(progress.steps)}` : '–',
            'Examples a second': number(progress.examplesPerSecond),
            Memory: bytes(progress.memoryBytes),
            Loss: number(job.metrics.loss),
            ...(job.metrics.accuracy !== undefined && { Accuracy: percent(job.metrics.accuracy) }),
          }),
        }}
      />
    </section>
  );
}
