/** What there is, and where to begin. */
import { Link } from 'wouter-preact';
import { Status } from '../parts/notes.tsx';
import { Loaded, useResource } from '../parts/resource.tsx';
import { client } from '../service.ts';

const EVERY_MS = 3000;
const NEWEST = 5;

export function Overview() {
  const jobs = useResource('jobs', (signal) => client().jobs.list({ signal, limit: NEWEST }).first(NEWEST), {
    everyMs: EVERY_MS,
  });
  return (
    <div class="stack">
      <h1>Overview</h1>
      <section class="card">
        <h2>Newest jobs</h2>
        <Loaded of={jobs}>
          {(data) => (
            <ul>
              {data.map(({ id, kind, model, dataset, status }) => (
                <li key={id}>
                  <Link href={`/jobs/${id}`}>{`${kind} of ${model ?? dataset}`}</Link> <Status status={status} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </section>
    </div>
  );
}
