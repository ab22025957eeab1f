/** How an import goes, while it goes. */
import { useState } from 'preact/hooks';
import { percent } from '../../parts/format.ts';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const EVERY_MS = 700;

export function Importing({ job }: { readonly job: string }) {
  const [error, setError] = useState<unknown>();
  const now = useResource(`import ${job}`, (signal) => client().job(job).refresh({ signal }), { everyMs: EVERY_MS });
  return (
    <section class="card stack">
      <h2>The import</h2>
      <Loaded of={now}>
        {({ status, progress: { fraction, message } }) => (
          <div>
            <progress aria-label="Imported" max={1} value={fraction} />
            <p class="faint">
              {status === 'queued' ? 'It waits for a worker.' : `${percent(fraction)}${message ? `, ${message}` : ''}`}
            </p>
          </div>
        )}
      </Loaded>
      <div>
        <button
          type="button"
          onClick={() =>
            client()
              .job(job)
              .cancel()
              .then(() => undefined, setError)
          }
        >
          Cancel the import
        </button>
      </div>
      {error !== undefined && <Failure error={error} />}
    </section>
  );
}
