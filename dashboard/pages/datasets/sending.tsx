/** How an upload goes while it goes, and what to do where it did not. */
import { useEffect } from 'preact/hooks';
import { EpochdUnreachableError, type UploadProgress } from '../../../client/index.ts';
import { bytes, percent } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';

export function Sending({ progress, onCancel }: { readonly progress: UploadProgress; onCancel(): void }) {
  const { sentBytes, totalBytes } = progress;
  const done = totalBytes > 0 ? sentBytes / totalBytes : 1;
  // A tab that is closed would break it off.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  return (
    <div class="stack">
      <div>
        <progress aria-label="Sent" max={1} value={done} />
        <p class="faint">
          {done < 1
            ? `${bytes(sentBytes)} of ${bytes(totalBytes)} sent, ${percent(done)}`
            : 'All is sent. The service takes it in …'}
        </p>
      </div>
      <div>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}

export function NotSent({ error }: { readonly error: unknown }) {
  if (!(error instanceof EpochdUnreachableError)) return <Failure error={error} />;
  return (
    <p class="note note-bad" role="alert">
      The connection broke before the service had all of it, and it keeps no half. Your files are still chosen: upload
      them again once the service answers.
    </p>
  );
}
