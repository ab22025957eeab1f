/** The sweeps there are, newest first. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/index.ts';
import { number, percent, since } from '../../parts/format.ts';
import { Empty, Status } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import '../../style/forms.css';
import '../../style/sweeps.css';

const EVERY_MS = 3000;
const PAGE = 30;

export function Sweeps() {
  // The last sweep of each page that was gone past.
  const [gone, setGone] = useState<readonly string[]>([]);
  const after = gone.at(-1);
  const sweeps = useResource(
    `sweeps ${after}`,
    async (signal) => {
      const query = { limit: PAGE, ...(after !== undefined && { after }) };
      const { data } = await client().http.GET('/v1/sweeps', { params: { query }, signal });
      return data ?? { data: [], hasMore: false };
    },
    { everyMs: EVERY_MS },
  );
  return (
    <div class="stack">
      <div class="row spread">
        <h1>Sweeps</h1>
        <Link class="button primary" href="/new?search=grid">
          New sweep
        </Link>
      </div>
      <Loaded of={sweeps}>
        {({ data, hasMore }) =>
          data.length === 0 && gone.length === 0 ? (
            <NoSweeps />
          ) : (
            <section class="card stack">
              <SweepTable of={data} />
              {(hasMore || gone.length > 0) && (
                <div class="row">
                  <button type="button" disabled={gone.length === 0} onClick={() => setGone(gone.slice(0, -1))}>
                    Newer
                  </button>
                  <button type="button" disabled={!hasMore} onClick={() => setGone([...gone, data.at(-1)?.id ?? ''])}>
                    Older
                  </button>
                </div>
              )}
            </section>
          )
        }
      </Loaded>
    </div>
  );
}

function SweepTable({ of }: { readonly of: readonly JobData[] }) {
  return (
    <div class="scroll">
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Sweep</th>
            <th scope="col">Status</th>
            <th scope="col">Trials</th>
            <th scope="col" class="number">
              Best
            </th>
            <th scope="col">Version</th>
            <th scope="col">Submitted</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ id, model, dataset, status, progress, version, createdAt }) => (
            <tr key={id}>
              <td>
                <Link href={`/sweeps/${id}`}>{model}</Link> <span class="faint">on {dataset}</span>
              </td>
              <td data-label="Status">
                <Status status={status} />
              </td>
              <td data-label="Trials" class="sweep-progress">
                <progress aria-label={`Done: ${percent(progress.fraction)}`} max={1} value={progress.fraction} />
                {progress.trials ? `${progress.trials.done} of ${progress.trials.all}` : '–'}
              </td>
              <td class="number" data-label="Best">
                {number(progress.trials?.best?.metric)}
              </td>
              <td data-label="Version">
                {version ? <Link href={`/models/${version.model}/${version.version}`}>{version.version}</Link> : '–'}
              </td>
              <td class="nowrap" data-label="Submitted">
                {since(createdAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoSweeps() {
  return (
    <Empty title="No sweep yet">
      <p>
        A sweep trains a job with many values of its fields and publishes the best.{' '}
        <Link href="/new?search=grid">Start one</Link>: choose a dataset, a network, and which values to try.
      </p>
    </Empty>
  );
}
