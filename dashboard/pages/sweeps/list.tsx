/** The sweeps there are, newest first. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/index.ts';
import { number, percent, since } from '../../parts/format.ts';
import { Empty, Status } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
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
              <Table label="Sweeps" columns={COLUMNS} rows={data} keyOf={({ id }) => id} isStacked />
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

const COLUMNS: readonly TableColumn<JobData>[] = [
  {
    title: 'Sweep',
    cell: ({ id, model, dataset }) => (
      <>
        <Link href={`/sweeps/${id}`}>{model}</Link> <span class="faint">on {dataset}</span>
      </>
    ),
  },
  { title: 'Status', cell: ({ status }) => <Status status={status} /> },
  {
    title: 'Trials',
    cell: ({ progress: { fraction, trials } }) => (
      <div class="sweep-progress">
        <progress aria-label={`Done: ${percent(fraction)}`} max={1} value={fraction} />
        {trials ? `${trials.done} of ${trials.all}` : '–'}
      </div>
    ),
  },
  { title: 'Best', isNumber: true, cell: ({ progress }) => number(progress.trials?.best?.metric) },
  {
    title: 'Version',
    cell: ({ version }) =>
      version ? <Link href={`/models/${version.model}/${version.version}`}>{version.version}</Link> : '–',
  },
  { title: 'Submitted', cell: ({ createdAt }) => since(createdAt) },
];

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
