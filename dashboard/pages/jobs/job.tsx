/** One job, whatever its kind: how it goes while it goes, and what came of it. */
import { Link, useSearchParams } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { useJobStream } from '../../parts/job-stream.ts';
import { kindOf, titleOf } from '../../parts/job-words.ts';
import { Status } from '../../parts/notes.tsx';
import { Failure, isLost, useResource } from '../../parts/resource.tsx';
import type { Point } from '../../parts/thinned.ts';
import { client } from '../../service.ts';
import { About } from './about.tsx';
import { Actions } from './actions.tsx';
import { CompareWith } from './compare-with.tsx';
import { Curves } from './curves.tsx';
import { EvaluationCard } from './evaluation.tsx';
import { FailureCard } from './failure.tsx';
import { Log } from './log.tsx';
import { NetworkCard } from './network.tsx';
import { Outcome } from './outcome.tsx';
import { ProgressCard } from './progress.tsx';

const OTHERS_EVERY_MS = 5000;
const OTHERS_MAX = 8;

export function JobPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const { id = '' } = params;
  const { job, points, log, error, set } = useJobStream(id);
  if (!job) {
    return (
      <div class="stack">
        <h1>Job</h1>
        {error === undefined || isLost(error) ? <p class="faint">Loading…</p> : <Failure error={error} />}
        {error !== undefined && !isLost(error) && <Link href="/jobs">All jobs</Link>}
      </div>
    );
  }
  const isTraining = job.kind === 'train';
  return (
    <div class="stack job-page">
      <div class="row spread">
        <div>
          <p class="faint crumb">
            <Link href="/jobs">Jobs</Link> / {kindOf(job)}
          </p>
          <h1>
            {titleOf(job)} <Status status={job.pausing ? 'pausing' : job.status} />
          </h1>
        </div>
        <Actions job={job} onChange={set} />
      </div>
      {error !== undefined && !isLost(error) && <Failure error={error} />}
      {job.error && <FailureCard job={job} error={job.error} />}
      <Outcome job={job} />
      <ProgressCard job={job} />
      {isTraining && <CurvesCard job={job} points={points} />}
      {job.evaluation && <EvaluationCard job={job} evaluation={job.evaluation} />}
      {isTraining && <NetworkCard id={id} />}
      <div class="columns">
        <About job={job} />
        <Log lines={log} />
      </div>
    </div>
  );
}

function CurvesCard({ job, points }: { readonly job: JobData; readonly points: readonly Point[] }) {
  const [search] = useSearchParams();
  const others = (search.get('with') ?? '').split(',').filter(Boolean).slice(0, OTHERS_MAX);
  const compared = useResource(
    `with ${others}`,
    (signal) => Promise.all(others.map((other) => client().job(other).refresh({ signal }))),
    { everyMs: OTHERS_EVERY_MS },
  );
  const own = { id: job.id, label: others.length > 0 ? 'this job' : titleOf(job), history: job.history };
  const runs = (compared.data ?? []).map((other, index) => ({
    ...{ id: other.id, history: other.history, label: `${index + 2}: ${titleOf(other)}` },
  }));
  return (
    <section class="card" aria-labelledby="curves-title">
      <div class="row spread">
        <h2 id="curves-title">Curves</h2>
        <CompareWith job={job} />
      </div>
      {compared.error !== undefined && !isLost(compared.error) && <Failure error={compared.error} />}
      <Curves runs={[own, ...runs]} points={points} />
    </section>
  );
}
