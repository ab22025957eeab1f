/** What there is, what goes on, and where to begin. */
import { Link } from 'wouter-preact';
import { since } from '../parts/format.ts';
import { figureOf, kindOf, titleOf, whereOf } from '../parts/job-words.ts';
import { Empty, Status } from '../parts/notes.tsx';
import { Loaded, useResource } from '../parts/resource.tsx';
import { client } from '../service.ts';
import { Activity } from './overview/activity.tsx';
import { Begin } from './overview/begin.tsx';
import { Models } from './overview/models.tsx';

const EVERY_MS = 3000;
const NEWEST = 8;

export function Overview() {
  const jobs = useResource(
    'newest',
    (signal) => client().jobs.list({ signal, limit: NEWEST, history: 'false' }).first(NEWEST),
    {
      everyMs: EVERY_MS,
    },
  );
  return (
    <div class="stack">
      <h1>Overview</h1>
      <Begin />
      <Activity jobs={jobs.data ?? []} />
      <div class="columns">
        <section class="card" aria-labelledby="newest-title">
          <div class="row spread">
            <h2 id="newest-title">Newest jobs</h2>
            <Link href="/jobs">All jobs</Link>
          </div>
          <Loaded of={jobs}>
            {(data) =>
              data.length === 0 ? (
                <Empty title="No jobs yet">
                  <p>
                    <Link href="/new">Train a network</Link>: MNIST, handwritten digits, is there already.
                  </p>
                </Empty>
              ) : (
                <ul class="lines">
                  {data.map((job) => (
                    <li key={job.id}>
                      <span class="line-title">
                        <Link href={`/jobs/${job.id}`}>{titleOf(job)}</Link>
                        <small class="faint">
                          {[kindOf(job), whereOf(job) || figureOf(job), since(job.createdAt)]
                            .filter(Boolean)
                            .join(' · ')}
                        </small>
                      </span>
                      <Status status={job.status} />
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
        <Models />
      </div>
    </div>
  );
}
