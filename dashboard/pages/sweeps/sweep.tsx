/** One sweep: how far it is, which values do well, and what became of the best. */
import { useMemo, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { JobData, SweepData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { duration, number, percent, since } from '../../parts/format.ts';
import { Facts, Status } from '../../parts/notes.tsx';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import '../../style/forms.css';
import '../../style/sweeps.css';
import { BestSoFar } from './best-so-far.tsx';
import { ParallelCoordinates } from './parallel.tsx';
import { TrialTable } from './trials.tsx';

const EVERY_MS = 1500;

export function Sweep({ params: { id = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const [isOver, setIsOver] = useState(false);
  const sweep = useResource(
    `sweep ${id}`,
    async (signal) => {
      const data = await client().job(id).sweep({ signal });
      setIsOver(data.finishedAt !== null);
      return data;
    },
    isOver ? {} : { everyMs: EVERY_MS },
  );
  return (
    <div class="stack">
      <nav aria-label="Where this is">
        <Link href="/sweeps">Sweeps</Link>
      </nav>
      <Loaded of={sweep}>{(data) => <Known of={data} onChange={sweep.refresh} />}</Loaded>
    </div>
  );
}

function Known({ of, onChange }: { readonly of: SweepData; onChange(): void }) {
  const { id, model, dataset, status, progress, trials, metric, space, error } = of;
  // Of whichever part the pointer or the focus is at, for all parts.
  const [marked, setMarked] = useState<number>();
  const fields = useMemo(() => Object.keys(space), [space]);
  return (
    <>
      <div class="row spread">
        <div class="row">
          <h1>Sweep of {model}</h1>
          <Status status={status} />
        </div>
        <Actions of={of} onChange={onChange} />
      </div>
      <section class="card stack">
        <progress aria-label={`Done: ${percent(progress.fraction)}`} max={1} value={progress.fraction} />
        <Facts of={factsOf(of)} />
        <p class="sweep-links">
          <Link href={`/datasets/${dataset}`}>The dataset {dataset}</Link>
          {' · '}
          <Link href={`/jobs?sweep=${id}`}>Its trainings</Link>
          {of.version && (
            <>
              {' · '}
              <Link href={`/models/${of.version.model}/${of.version.version}`}>
                Version {of.version.version} of {of.version.model}, which was published
              </Link>
            </>
          )}
        </p>
      </section>
      {error && (
        <div class="note note-bad" role="alert">
          {error.message}
        </div>
      )}
      <div class="columns">
        <section class="card stack">
          <h2>Values and what came of them</h2>
          <ParallelCoordinates trials={trials} space={space} metric={metric} marked={marked} onMark={setMarked} />
        </section>
        <section class="card">
          <BestSoFar id={id} trials={trials} metric={metric} startedAt={of.startedAt} />
        </section>
      </div>
      <section class="card stack">
        <h2>Trials</h2>
        <TrialTable trials={trials} fields={fields} metric={metric} marked={marked} onMark={setMarked} />
      </section>
    </>
  );
}

function factsOf({ progress, search, metric, folds, parallel, best, rungs, startedAt, finishedAt }: SweepData) {
  const { done = 0, all = 0 } = progress.trials ?? {};
  const { strategy } = search as { readonly strategy?: string };
  const ended = finishedAt === null ? Date.now() : Date.parse(finishedAt);
  return {
    Trials: `${number(done)} of ${number(all)} done`,
    [`Best ${metric}`]: best ? `${number(best.metric)}, trial ${best.trial}` : '–',
    Search: { grid: 'grid', random: 'random', successiveHalving: 'successive halving' }[strategy ?? ''] ?? '–',
    ...(rungs.length > 0 && { 'Goes on': rungs.map(({ epochs, keep }) => `${keep} after ${epochs}`).join(', ') }),
    ...(folds > 1 && { Folds: number(folds) }),
    'At once': number(parallel),
    ...(startedAt !== null && {
      Started: since(startedAt),
      [finishedAt === null ? 'Runs for' : 'Took']: duration((ended - Date.parse(startedAt)) / 1000),
    }),
    ...(progress.etaSeconds !== null && finishedAt === null && { 'Left, about': duration(progress.etaSeconds) }),
  };
}

function Actions({ of, onChange }: { readonly of: SweepData; onChange(): void }) {
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState<unknown>();
  const { id, status, pausing, finishedAt } = of;
  const act = async (ask: Promise<JobData>): Promise<void> => {
    try {
      setError(undefined);
      await ask;
    } catch (cause) {
      setError(cause);
    }
    onChange();
  };
  if (finishedAt !== null) return null;
  return (
    <div class="row">
      {status === 'paused' ? (
        <button type="button" onClick={() => void act(client().job(id).resume())}>
          Resume
        </button>
      ) : (
        <button type="button" disabled={pausing} onClick={() => void act(client().job(id).pause())}>
          {pausing ? 'Pausing …' : 'Pause'}
        </button>
      )}
      <button type="button" class="danger" onClick={() => setAsks(true)}>
        Cancel
      </button>
      <Confirm
        title="Cancel this sweep?"
        text="Its trainings are cancelled with it, and nothing is published."
        action="Cancel the sweep"
        isDangerous
        isOpen={asks}
        onClose={() => setAsks(false)}
        onConfirm={() => void act(client().job(id).cancel())}
      />
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}
