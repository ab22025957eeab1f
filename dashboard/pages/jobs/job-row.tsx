/** One job in the list. */
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { duration, since } from '../../parts/format.ts';
import { figureOf, kindOf, titleOf, whereOf } from '../../parts/job-words.ts';
import { Status } from '../../parts/notes.tsx';

export interface JobRowProps {
  readonly job: JobData;
  readonly isChosen: boolean;
  onChoose(): void;
}

export function JobRow({ job, isChosen, onChoose }: JobRowProps) {
  const { id, status, progress, attempts, createdAt, finishedAt, error } = job;
  const title = titleOf(job);
  const isGoing = status === 'running' || status === 'paused';
  return (
    <div class="job-row">
      {job.kind === 'train' ? (
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Select ${title} of ${since(createdAt)}`}
          onChange={onChoose}
        />
      ) : (
        <span />
      )}
      <div class="job-title">
        <Link href={`/jobs/${id}`}>{title}</Link>
        <small class="faint">{`${kindOf(job)}${attempts > 1 ? `, attempt ${attempts}` : ''}`}</small>
      </div>
      <Status status={job.pausing ? 'pausing' : status} />
      <div class="job-where">
        {isGoing ? (
          <>
            <progress max={1} value={progress.fraction} aria-label={`Progress of ${title}`} />
            <small class="faint">{whereOf(job)}</small>
          </>
        ) : (
          <small class={error ? 'job-error' : 'faint'}>{error ? error.message : whereOf(job) || tookOf(job)}</small>
        )}
      </div>
      <span class="job-figure">{figureOf(job)}</span>
      <time class="faint job-time" dateTime={finishedAt ?? createdAt}>
        {since(finishedAt ?? createdAt)}
      </time>
    </div>
  );
}

function tookOf({ startedAt, finishedAt }: JobData): string {
  if (startedAt === null || finishedAt === null) return '';
  return `took ${duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}`;
}
