/** What can be asked of a job now: cancel, pause, resume, the same again with changes. */
import { useState } from 'preact/hooks';
import type { JobData } from '../../../client/types.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { Rerun } from './rerun.tsx';

export interface ActionsProps {
  readonly job: JobData;
  /** Takes the job as it is after a request. */
  onChange(job: JobData): void;
}

type RequestName = 'cancel' | 'pause' | 'resume';

export function Actions({ job, onChange }: ActionsProps) {
  const { id, kind, status, pausing, progress, finishedAt } = job;
  const [asked, setAsked] = useState<RequestName>();
  const [error, setError] = useState<unknown>();
  const [dialog, setDialog] = useState<'cancel' | 'rerun'>();
  const pauses = kind === 'train' || kind === 'sweep';
  const isPublishing = status === 'running' && progress.phase === 'publishing';

  const ask = async (name: RequestName): Promise<void> => {
    setAsked(name);
    setError(undefined);
    try {
      onChange(await client().job(id)[name]());
    } catch (failure) {
      setError(failure);
    } finally {
      setAsked(undefined);
    }
  };

  const button = (name: RequestName, text: string, busy: string, onClick: () => void, extra = '') => (
    <button type="button" class={extra} disabled={asked !== undefined} onClick={onClick}>
      {asked === name ? busy : text}
    </button>
  );

  return (
    <div class="job-actions">
      <div class="row">
        {pauses &&
          (status === 'queued' || status === 'running') &&
          !pausing &&
          !isPublishing &&
          button('pause', 'Pause', 'Pausing…', () => ask('pause'))}
        {status === 'paused' && button('resume', 'Resume', 'Resuming…', () => ask('resume'), 'primary')}
        {finishedAt === null &&
          !isPublishing &&
          button('cancel', 'Cancel', 'Cancelling…', () => setDialog('cancel'), 'danger')}
        {finishedAt !== null && kind === 'train' && (
          <button type="button" class="primary" onClick={() => setDialog('rerun')}>
            Train again with changes
          </button>
        )}
      </div>
      {error !== undefined && <Failure error={error} />}
      <Confirm
        title="Cancel this job?"
        isOpen={dialog === 'cancel'}
        text="It ends for good, and nothing of it is published. A training can be paused instead."
        action="Cancel the job"
        isDangerous
        onConfirm={() => ask('cancel')}
        onClose={() => setDialog(undefined)}
      />
      <Rerun job={job} isOpen={dialog === 'rerun'} onClose={() => setDialog(undefined)} />
    </div>
  );
}
