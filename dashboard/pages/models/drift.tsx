/** Whether what a version predicts still resembles what it was trained with. */
import { useState } from 'preact/hooks';
import { number, percent } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { request } from '../../service.ts';

type Verdict = 'tooFew' | 'stable' | 'moderate' | 'major' | 'unknown';

interface ColumnDrift {
  readonly name: string;
  readonly verdict: Verdict;
  readonly psi: number | null;
  readonly instancesNeeded: number | null;
}

interface DriftReport {
  readonly verdict: Verdict;
  readonly instances: number;
  readonly novel: { readonly share: number; readonly expected: number };
  readonly thresholds: { readonly moderate: number; readonly major: number };
  readonly columns: readonly ColumnDrift[];
  readonly outputs: readonly ColumnDrift[];
}

const EVERY_MS = 10_000;
const SHOWN = 8;
const TONES: Readonly<Record<Verdict, string>> = {
  tooFew: 'plain',
  unknown: 'plain',
  stable: 'good',
  moderate: 'warn',
  major: 'bad',
};
const WORDS: Readonly<Record<Verdict, string>> = {
  tooFew: 'too few to tell',
  unknown: 'not watched',
  stable: 'stable',
  moderate: 'moderate',
  major: 'major',
};

export function Drift({ model, version }: { readonly model: string; readonly version: number }) {
  const [window, setWindow] = useState<'hour' | 'day'>('hour');
  const report = useResource(
    `drift ${model} ${version} ${window}`,
    async (signal) => {
      const answer = await request(`/v1/models/${model}/versions/${version}/drift?window=${window}`, {}, { signal });
      return (await answer.json()) as DriftReport;
    },
    { everyMs: EVERY_MS },
  );
  return (
    <section class="card stack" aria-label="Drift">
      <div class="row spread">
        <h2 class="flush">Drift of version {version}</h2>
        <fieldset class="choices">
          <legend class="visually-hidden">How far back</legend>
          {(['hour', 'day'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={each === window} onClick={() => setWindow(each)}>
              {each}
            </button>
          ))}
        </fieldset>
      </div>
      <Loaded of={report}>{(data) => <Report of={data} />}</Loaded>
    </section>
  );
}

function Report({ of }: { readonly of: DriftReport }) {
  const { verdict, instances, novel, columns, outputs, thresholds } = of;
  if (verdict === 'unknown')
    return (
      <p class="faint">Nothing is known of what this version was trained with, so that nothing can be compared.</p>
    );
  if (instances === 0) return <p class="faint">No prediction was looked at in this time.</p>;
  const all = [
    ...columns.map((each) => ({ ...each, kind: '' })),
    ...outputs.map((each) => ({ ...each, kind: 'output ' })),
  ];
  const worst = all.toSorted((a, b) => (b.psi ?? 0) - (a.psi ?? 0)).slice(0, SHOWN);
  const needed = Math.max(0, ...all.map(({ instancesNeeded }) => instancesNeeded ?? 0));
  const most = Math.max(thresholds.major * 1.5, ...worst.map(({ psi }) => psi ?? 0));
  return (
    <>
      <p>
        <Pill verdict={verdict} /> by {number(instances)} predictions; {percent(novel.share)} of them unusual,{' '}
        {percent(novel.expected)} expected.
      </p>
      {verdict === 'tooFew' && needed > instances && (
        <p class="faint">About {number(needed)} predictions are needed for a verdict.</p>
      )}
      <ul class="bars">
        {worst.map(({ kind, name, psi, verdict: each }) => (
          <li key={kind + name}>
            <span class="bar-name">{kind + name}</span>
            <span class="bar-room" aria-hidden="true">
              <span class={`bar bar-${TONES[each]}`} style={{ width: `${(100 * Math.min(psi ?? 0, most)) / most}%` }} />
            </span>
            <span class="bar-value">{number(psi)}</span>
            <Pill verdict={each} />
          </li>
        ))}
      </ul>
      <small class="faint">
        Population stability index, of {columns.length} columns and {outputs.length} outputs: from {thresholds.moderate}{' '}
        on moderate, from {thresholds.major} on major.
      </small>
    </>
  );
}

function Pill({ verdict }: { readonly verdict: Verdict }) {
  return <span class={`pill pill-${TONES[verdict]}`}>{WORDS[verdict]}</span>;
}
