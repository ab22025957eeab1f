/** What a version was measured to be after its training, on which data. */
import { Link } from 'wouter-preact';
import { number, percent, since } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

export function Evaluations({ model, version }: { readonly model: string; readonly version: number }) {
  const evaluations = useResource(`evaluations ${model} ${version}`, async (signal) => {
    const path = '/v1/models/{model}/versions/{version}/evaluations';
    const { data } = await client().http.GET(path, { params: { path: { model, version } }, signal });
    return data?.data ?? [];
  });
  return (
    <section class="card stack">
      <h2 class="flush">Measured since</h2>
      <Loaded of={evaluations}>
        {(data) =>
          data.length === 0 ? (
            <p class="faint">
              Nothing yet. An evaluation (<code>POST /v1/evaluations</code>) or a gate measures it on other data.
            </p>
          ) : (
            <ul class="plain">
              {data.map(({ job, at, dataset, part, evaluation }) => (
                <li key={job}>
                  <Link href={`/jobs/${job}`}>{dataset.name}</Link> ({part}):{' '}
                  {evaluation.accuracy !== undefined && `accuracy ${percent(evaluation.accuracy)}, `}
                  loss {number(evaluation.loss)} of {number(evaluation.examples)} rows{' '}
                  <span class="faint">{since(at)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
