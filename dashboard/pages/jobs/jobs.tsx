/** All jobs, newest first, however many: what can be seen is kept up to date, the rest comes as one scrolls. */
import { useState } from 'preact/hooks';
import { Link, useSearchParams } from 'wouter-preact';
import { Empty } from '../../parts/notes.tsx';
import { Failure, isLost } from '../../parts/resource.tsx';
import { Windowed } from '../../parts/windowed.tsx';
import { Filters, filterOf } from './filters.tsx';
import { useJobList } from './job-list.ts';
import { JobRow } from './job-row.tsx';
import { useRowHeight } from './row-height.ts';

const COMPARED_MAX = 12;

export function Jobs() {
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const { jobs, hasMore, error, isLoaded, more, look } = useJobList(filter);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rowHeight = useRowHeight();
  const isFiltered = Object.keys(filter).length > 0;
  const toggle = (id: string): void =>
    setChosen((before) => (before.includes(id) ? before.filter((each) => each !== id) : [...before, id]));

  return (
    <div class="stack">
      <div class="row spread">
        <h1>Jobs</h1>
        <Link class="button primary" href="/new">
          New job
        </Link>
      </div>
      <Filters />
      {error !== undefined && !isLost(error) && <Failure error={error} />}
      {!isLoaded && (error === undefined || isLost(error)) && <p class="faint">Loading…</p>}
      {isLoaded && jobs.length === 0 && (
        <Empty title={isFiltered ? 'No job is like that' : 'No jobs yet'}>
          {isFiltered ? (
            <Link href="/jobs">Show all jobs</Link>
          ) : (
            <p>
              A job trains a network on a dataset. <Link href="/new">Start one</Link>: MNIST is there already.
            </p>
          )}
        </Empty>
      )}
      {jobs.length > 0 && (
        <div class="card job-list">
          <Windowed
            label="Jobs"
            items={jobs}
            keyOf={({ id }) => id}
            rowHeight={rowHeight}
            hasMore={hasMore}
            onNear={more}
            onFirst={look}
            row={(job) => <JobRow job={job} isChosen={chosen.includes(job.id)} onChoose={() => toggle(job.id)} />}
          />
        </div>
      )}
      <div aria-live="polite">
        {chosen.length > 0 && (
          <div class="choice-bar">
            <span>{`${chosen.length} selected`}</span>
            {chosen.length > COMPARED_MAX ? (
              <span class="faint">{`At most ${COMPARED_MAX} are compared.`}</span>
            ) : (
              <Link class="button primary" href={`/jobs/compare?ids=${chosen.join(',')}`}>
                Compare their curves
              </Link>
            )}
            <button type="button" onClick={() => setChosen([])}>
              Clear
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
