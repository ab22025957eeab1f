/** A training, from the data to the line: three fields, all others behind them, and what would be trained beside them. */
import { useState } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { EpochdError } from '../../../client/index.ts';
import { Code } from '../../parts/code.tsx';
import { Failure, useResource } from '../../parts/resource.tsx';
import { client, isLocked } from '../../service.ts';
import '../../style/forms.css';
import '../../style/new.css';
import { type Draft, isAskable, requestOf, withValue } from './draft.ts';
import { FirstFields } from './first-fields.tsx';
import type { Form } from './form.tsx';
import { JsonField } from './json-field.tsx';
import { DataFields, JobFields, TrainingFields } from './more-fields.tsx';
import { NetworkSettings } from './network-fields.tsx';
import { Plan, usePlan } from './plan.tsx';
import { samplesOf } from './samples.ts';

export function NewJob() {
  const asked = new URLSearchParams(useSearch());
  const from = asked.get('from');
  const [draft, setDraft] = useState<Draft>(() => beginning(asked));
  // An earlier job's request is where it begins; what the address says besides stands over it.
  const earlier = useResource(`request ${from}`, async (signal) => {
    if (from === null) return undefined;
    const request = (await client().job(from).request({ signal })) as unknown as Draft;
    setDraft({ ...request, ...beginning(asked, request) });
    return request;
  });
  return (
    <div class="stack">
      <h1>New job</h1>
      {from !== null && (
        <p class="faint">
          Begins with what <Link href={`/jobs/${from}`}>job {from}</Link> was asked for.
        </p>
      )}
      {earlier.error !== undefined && <Failure error={earlier.error} />}
      <Writing draft={draft} change={setDraft} />
    </div>
  );
}

function Writing({ draft, change }: { readonly draft: Draft; change(draft: Draft): void }) {
  const [, go] = useLocation();
  const planned = usePlan(draft);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ readonly of: Draft; readonly error: unknown }>();
  const name = String(draft['dataset'] ?? '');
  const dataset = useResource(`new ${name}`, async (signal) =>
    name ? client().datasets.get(name, { signal }) : undefined,
  );
  const error = refused?.of === draft ? refused.error : planned.error;
  const problems = error instanceof EpochdError ? error.errors : [];
  const form: Form = { draft, problems, change };
  const isTable = dataset.data?.columns !== undefined;
  const submit = async (): Promise<void> => {
    setSending(true);
    try {
      const { id } = await client().train(requestOf(draft));
      go(`/jobs/${id}`);
    } catch (cause) {
      setRefused({ of: draft, error: cause });
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
        <FirstFields form={form} dataset={dataset.data} />
        <NetworkSettings form={form} />
        <details>
          <summary>More</summary>
          <div class="stack">
            <TrainingFields form={form} />
            <DataFields form={form} isTable={isTable} />
            <JobFields form={form} />
            <details>
              <summary>The whole request, as JSON</summary>
              <JsonField
                label="Request"
                hint="All that a job may say: schedules, losses, metrics, class weights, augmentation, preprocessing, webhooks, …"
                value={draft}
                problems={problems}
                onChange={(value) => change(value as Draft)}
              />
            </details>
          </div>
        </details>
        <div aria-live="polite">{error !== undefined && <Failure error={error} />}</div>
        <div class="row">
          <button type="submit" class="primary" disabled={!isAskable(draft) || sending}>
            {sending ? 'Submitting …' : 'Train'}
          </button>
        </div>
      </form>
      <div class="stack new-beside">
        <section class="card stack">
          <h2>What would be trained</h2>
          <Plan of={planned} />
        </section>
        <section class="card stack">
          <h2>The same by code</h2>
          <Code of={samplesOf(draft, location.origin, isLocked())} />
        </section>
      </div>
    </div>
  );
}

/** What the address says, over what is there. */
function beginning(asked: URLSearchParams, before: Draft = {}): Draft {
  let draft: Draft = { ...before };
  for (const field of ['dataset', 'model', 'network', 'baseModel', 'target']) {
    const given = asked.get(field);
    if (given !== null) draft = withValue(draft, `/${field}`, given);
  }
  const dataset = draft['dataset'];
  if (draft['model'] === undefined && dataset !== undefined) draft = { model: dataset, ...draft };
  if (draft['network'] === undefined && draft['baseModel'] === undefined) draft = withValue(draft, '/network', 'auto');
  return draft;
}
