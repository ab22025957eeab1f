/** A training, or a search for the best of many, from the data to the line: a few fields, all others behind them, and what would be trained beside them. */
import { useState } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { EpochdError } from '../../../client/index.ts';
import { Code } from '../../parts/code.tsx';
import { Failure, useResource } from '../../parts/resource.tsx';
import { client, isLocked } from '../../service.ts';
import '../../style/forms.css';
import '../../style/new.css';
import { beginning } from './beginning.ts';
import { type Draft, isAskable, requestOf } from './draft.ts';
import { FirstFields } from './first-fields.tsx';
import type { Form } from './form.tsx';
import { AllFields } from './more-fields.tsx';
import { NetworkSettings } from './network-fields.tsx';
import { Plan } from './plan.tsx';
import { samplesOf } from './samples.ts';
import { SearchFields } from './search-fields.tsx';
import { SweepPlan } from './sweep-plan.tsx';
import { newSweep, ofJob, sweepRequestOf } from './swept.ts';
import { usePlans } from './use-plans.ts';

export function NewJob() {
  const asked = new URLSearchParams(useSearch());
  const from = asked.get('from');
  const [draft, setDraft] = useState<Draft>(() => beginning(asked));
  const [sweep, setSweep] = useState<Draft | undefined>(() => (asked.has('search') ? newSweep() : undefined));
  // An earlier job's request is where it begins; what the address says besides stands over it.
  const earlier = useResource(`request ${from}`, async (signal) => {
    if (from === null) return undefined;
    const request = (await client().job(from).request({ signal })) as unknown as Draft;
    setDraft({ ...request, ...beginning(asked, request) });
    return request;
  });
  return (
    <div class="stack">
      <h1>{sweep ? 'New sweep' : 'New job'}</h1>
      {from !== null && (
        <p class="faint">
          Begins with what <Link href={`/jobs/${from}`}>job {from}</Link> was asked for.
        </p>
      )}
      {earlier.error !== undefined && <Failure error={earlier.error} />}
      <Writing draft={draft} change={setDraft} sweep={sweep} changeSweep={setSweep} />
    </div>
  );
}

interface WritingProps {
  readonly draft: Draft;
  change(draft: Draft): void;
  /** Set: what is searched over. */
  readonly sweep: Draft | undefined;
  changeSweep(sweep: Draft | undefined): void;
}

function Writing({ draft, change, sweep, changeSweep }: WritingProps) {
  const [, go] = useLocation();
  const request = sweep ? sweepRequestOf(draft, sweep) : draft;
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ readonly of: string; readonly error: unknown }>();
  const { planned, plannedSweep, dataset, known } = usePlans(draft, sweep);
  const text = JSON.stringify(request);
  const error = refused?.of === text ? refused.error : (sweep ? plannedSweep : planned).error;
  const problems = error instanceof EpochdError ? error.errors : [];
  const form: Form = { draft, problems: ofJob(problems), known, change };
  const submit = async (): Promise<void> => {
    setSending(true);
    try {
      if (sweep) go(`/sweeps/${(await client().sweep(sweepRequestOf(draft, sweep))).id}`);
      else go(`/jobs/${(await client().train(requestOf(draft))).id}`);
    } catch (cause) {
      setRefused({ of: text, error: cause });
      setSending(false);
    }
  };
  return (
    <div class="new">
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FirstFields form={form} dataset={dataset} />
        <NetworkSettings form={form} />
        <label class="check">
          <input
            type="checkbox"
            checked={sweep !== undefined}
            onChange={({ currentTarget: { checked } }) => changeSweep(checked ? newSweep() : undefined)}
          />
          Search over values: train many, publish the best
        </label>
        {sweep && <SearchFields form={{ draft: sweep, problems, known, change: changeSweep }} job={form} />}
        <AllFields form={form} isTable={dataset?.columns !== undefined} />
        <div aria-live="polite">{error !== undefined && <Failure error={error} />}</div>
        <div class="row">
          <button type="submit" class="primary" disabled={!isAskable(draft) || sending}>
            {sending ? 'Submitting …' : sweep ? 'Start the sweep' : 'Train'}
          </button>
        </div>
      </form>
      <div class="stack new-beside">
        {sweep && (
          <section class="card stack">
            <h2>What the sweep would train</h2>
            <SweepPlan of={plannedSweep} />
          </section>
        )}
        <section class="card stack">
          <h2>{sweep ? 'The training that is varied' : 'What would be trained'}</h2>
          <Plan of={planned} />
        </section>
        <section class="card stack">
          <h2>The same by code</h2>
          <Code
            of={samplesOf(request, {
              kind: sweep ? 'sweeps' : 'jobs',
              base: location.origin,
              isLocked: isLocked(),
            })}
          />
        </section>
      </div>
    </div>
  );
}
