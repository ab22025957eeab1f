/** Several trainings beside each other: their curves in the same plots, what they came to, and what was asked for differently. */
import { Link, useSearchParams } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { duration, number, since } from '../../parts/format.ts';
import { isFigure, titleOf, wordsOf } from '../../parts/job-words.ts';
import { Empty, Status } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { client } from '../../service.ts';
import { Curves } from './curves.tsx';
import { differences } from './differences.ts';

const EVERY_MS = 4000;
const COMPARED_MAX = 12;

export function CompareJobs() {
  const [search] = useSearchParams();
  const ids = (search.get('ids') ?? '').split(',').filter(Boolean).slice(0, COMPARED_MAX);
  const jobs = useResource(
    `compare ${ids}`,
    (signal) => Promise.all(ids.map((id) => client().job(id).refresh({ signal }))),
    { everyMs: EVERY_MS },
  );
  return (
    <div class="stack">
      <div class="row spread">
        <h1>Compare jobs</h1>
        <Link class="button" href="/jobs">
          Choose others
        </Link>
      </div>
      {ids.length === 0 ? (
        <Empty title="Nothing to compare">
          <p>
            Select trainings among the <Link href="/jobs">jobs</Link>.
          </p>
        </Empty>
      ) : (
        <Loaded of={jobs}>{(data) => <Comparison jobs={data} />}</Loaded>
      )}
    </div>
  );
}

function Comparison({ jobs }: { readonly jobs: readonly JobData[] }) {
  const figures = [...new Set(jobs.flatMap(({ metrics, evaluation }) => Object.keys(evaluation ?? metrics)))].filter(
    (name) => isFigure(name) && name !== 'examples' && name !== 'confusionMatrix',
  );
  const asked = differences(jobs);
  const labels = jobs.map((job, index) => `${index + 1}: ${titleOf(job)}`);
  return (
    <>
      <section class="card" aria-label="Curves">
        <Curves runs={jobs.map(({ id, history }, index) => ({ id, history, label: labels[index] ?? '' }))} />
      </section>
      <Scroll class="card" label="Figures">
        <table>
          <caption class="visually-hidden">What each came to, and what was asked for differently</caption>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Status</th>
              {figures.map((figure) => (
                <th key={figure} scope="col" class="number">
                  {wordsOf(figure)}
                </th>
              ))}
              <th scope="col" class="number">
                seconds
              </th>
              {asked.map(({ field }) => (
                <th key={field} scope="col">
                  {field}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {jobs.map((job, index) => (
              <tr key={job.id}>
                <th scope="row">
                  <span class={`swatch series-${(index % 6) + 1}`} />
                  <Link href={`/jobs/${job.id}`}>{labels[index]}</Link>{' '}
                  <small class="faint">{since(job.createdAt)}</small>
                </th>
                <td>
                  <Status status={job.status} />
                </td>
                {figures.map((figure) => (
                  <td key={figure} class="number">
                    {number((job.evaluation ?? job.metrics)[figure as 'loss'])}
                  </td>
                ))}
                <td class="number">{duration(secondsOf(job))}</td>
                {asked.map(({ field, values }) => (
                  <td key={field}>{values[index]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function secondsOf({ history }: JobData): number | undefined {
  return history.length > 0 ? history.reduce((sum, { seconds }) => sum + seconds, 0) : undefined;
}
