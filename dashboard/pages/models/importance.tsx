/** What a version's columns are worth to it: by how much its score drops when one is shuffled. Kept with its evaluations. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { VersionData } from '../../../client/index.ts';
import { number, since } from '../../parts/format.ts';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client, request } from '../../service.ts';

interface PermutationImportance {
  readonly scoring: string;
  readonly baselineScore: number;
  readonly repeats: number;
  readonly columns: readonly {
    readonly name: string;
    readonly importancesMean: number;
    readonly importancesStd: number;
  }[];
}

const SHOWN = 15;
const EVERY_MS = 5000;

export function Importance({ version: { model, version, preprocessing, lineage } }: { readonly version: VersionData }) {
  const key = `importance ${model} ${version}`;
  const found = useResource(
    key,
    async (signal) => {
      const path = '/v1/models/{model}/versions/{version}/evaluations';
      const { data } = await client().http.GET(path, { params: { path: { model, version } }, signal });
      for (const { evaluation, dataset, at } of data?.data ?? []) {
        const { permutationImportance } = evaluation as { permutationImportance?: PermutationImportance };
        if (permutationImportance) return { ...permutationImportance, dataset: dataset.name, at };
      }
      return null;
    },
    { everyMs: EVERY_MS },
  );
  // Only what learnt from columns has any; where a version comes from elsewhere, its data are not here.
  const dataset = (lineage as Partial<VersionData['lineage']>).dataset?.name;
  if (preprocessing.kind !== 'tabular' || dataset === undefined) return null;
  return (
    <section class="card stack" aria-label="What its columns are worth">
      <h2 class="flush">What its columns are worth</h2>
      <Loaded of={found}>
        {(data) => (data ? <Bars of={data} /> : <Measure model={`${model}@${version}`} dataset={dataset} />)}
      </Loaded>
    </section>
  );
}

function Bars({ of }: { readonly of: PermutationImportance & { readonly dataset: string; readonly at: string } }) {
  const { columns, scoring, baselineScore, repeats, dataset, at } = of;
  const sorted = columns.toSorted((a, b) => b.importancesMean - a.importancesMean).slice(0, SHOWN);
  const most = Math.max(1e-9, ...sorted.map(({ importancesMean }) => Math.abs(importancesMean)));
  return (
    <>
      <ul class="bars">
        {sorted.map(({ name, importancesMean, importancesStd }) => (
          <li key={name}>
            <span class="bar-name">{name}</span>
            <span class="bar-room" aria-hidden="true">
              <span
                class={`bar bar-${importancesMean < 0 ? 'bad' : 'accent'}`}
                style={{ width: `${(100 * Math.abs(importancesMean)) / most}%` }}
              />
            </span>
            <span class="bar-value">
              {number(importancesMean)} ± {number(importancesStd)}
            </span>
          </li>
        ))}
      </ul>
      <small class="faint">
        Drop of {scoring} (it is {number(baselineScore)}) on {dataset} when a column is shuffled, {repeats} times each;{' '}
        {since(at)}. {columns.length > SHOWN && `The first ${SHOWN} of ${columns.length} columns.`}
      </small>
    </>
  );
}

function Measure({ model, dataset }: { readonly model: string; readonly dataset: string }) {
  const [job, setJob] = useState<string>();
  const [error, setError] = useState<unknown>();
  const measure = async (): Promise<void> => {
    setError(undefined);
    try {
      const body = JSON.stringify({ model, dataset, permutationImportance: {} });
      const headers = { 'content-type': 'application/json' };
      const answer = await request('/v1/evaluations', { method: 'POST', body, headers });
      setJob(((await answer.json()) as { id: string }).id);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <>
      <p>By how much its score drops when the values of one column are shuffled, for each column of {dataset}.</p>
      {error !== undefined && <Failure error={error} />}
      {job === undefined ? (
        <div>
          <button type="button" onClick={() => void measure()}>
            Measure it
          </button>
        </div>
      ) : (
        <p>
          It is being measured, as <Link href={`/jobs/${job}`}>job {job}</Link>; it is shown here then.
        </p>
      )}
    </>
  );
}
