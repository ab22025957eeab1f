/** Two versions beside each other: figures, what each mixes up, and what was asked for differently. The choice is in the address. */
import { useLocation, useSearchParams } from 'wouter-preact';
import type { ModelData } from '../../../client/index.ts';
import { Confusion } from '../../parts/confusion.tsx';
import { number, percent } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { client } from '../../service.ts';
import { type Change, Changes } from './changes.tsx';

/** As `GET …/compare` tells it; the OpenAPI document leaves its fields open. */
interface VersionComparison {
  readonly base: ComparedVersion;
  readonly candidate: ComparedVersion;
  readonly sameData: boolean;
  readonly metrics: Readonly<Record<string, ComparedFigure>>;
  readonly recalls?: readonly (ComparedFigure & { readonly label: string })[];
  readonly changes: readonly Change[];
  readonly moreChanges: boolean;
}

interface ComparedVersion {
  readonly version: number;
  readonly parameters: number;
  readonly epochs: number;
  readonly dataset?: { readonly name: string };
  readonly confusionMatrix?: readonly (readonly number[])[];
}

interface ComparedFigure {
  readonly base: number;
  readonly candidate: number;
  readonly difference: number;
}

export function Comparison({ model }: { readonly model: ModelData }) {
  const [search, setSearch] = useSearchParams();
  const [path] = useLocation();
  const numbers = model.versions.map(({ version }) => version);
  const candidate = Number(search.get('candidate') ?? numbers.at(-1));
  const answering = model.aliases['production'];
  const before = answering !== undefined && answering !== candidate ? answering : numbers.at(-2);
  const base = Number(search.get('base') ?? before);
  const choose = (which: 'base' | 'candidate', version: string): void =>
    setSearch({ base: `${base}`, candidate: `${candidate}`, [which]: version }, { replace: true });
  const compared = useResource(`${path} ${base} ${candidate}`, async (signal) => {
    const query = { base: `${base}`, candidate: `${candidate}` };
    const params = { path: { model: model.name }, query };
    const { data } = await client().http.GET('/v1/models/{model}/compare', { params, signal });
    return data as unknown as VersionComparison;
  });
  return (
    <section class="card stack" aria-label="Compare two versions">
      <h2 class="flush">Compare two versions</h2>
      <div class="row fields">
        {(['base', 'candidate'] as const).map((which) => (
          <label key={which}>
            {which === 'base' ? 'Version' : 'with version'}
            <select
              value={which === 'base' ? base : candidate}
              onChange={(event) => choose(which, event.currentTarget.value)}
            >
              {numbers.toReversed().map((version) => (
                <option key={version} value={version}>
                  {version}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <Loaded of={compared}>{(data) => <Beside of={data} />}</Loaded>
    </section>
  );
}

function Beside({ of }: { readonly of: VersionComparison }) {
  const { base, candidate, sameData, metrics, recalls, changes, moreChanges } = of;
  const labels = recalls?.map(({ label }) => label) ?? [];
  const rows: [string, ComparedFigure][] = [
    ...Object.entries(metrics),
    ['parameters', figureOf(base.parameters, candidate.parameters)],
    ['epochs', figureOf(base.epochs, candidate.epochs)],
  ];
  return (
    <>
      {!sameData && (
        <p class="note note-warn">
          They were measured on different data, so their figures say little about each other. An evaluation of both on
          one dataset does.
        </p>
      )}
      <Scroll label="Figures of both">
        <table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" class="number">
                Version {base.version}
              </th>
              <th scope="col" class="number">
                Version {candidate.version}
              </th>
              <th scope="col" class="number">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, figure]) => (
              <FigureRow key={name} name={name} {...figure} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {base.confusionMatrix && candidate.confusionMatrix && labels.length > 0 && (
        <div class="columns">
          <Confusion title={`Version ${base.version}`} matrix={base.confusionMatrix} labels={labels} />
          <Confusion title={`Version ${candidate.version}`} matrix={candidate.confusionMatrix} labels={labels} />
        </div>
      )}
      {recalls && recalls.length > 0 && <Recalls recalls={recalls} />}
      <Changes changes={changes} hasMore={moreChanges} versions={[base.version, candidate.version]} />
    </>
  );
}

function FigureRow({ name, base, candidate, difference }: ComparedFigure & { readonly name: string }) {
  const isCount = name === 'parameters' || name === 'epochs';
  const better = isCount || difference === 0 ? undefined : isLessBetter(name) === difference < 0;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{number(base)}</td>
      <td class="number">{number(candidate)}</td>
      <td class={`number${better === undefined ? '' : better ? ' better' : ' worse'}`}>
        {difference > 0 && '+'}
        {number(difference)}
        {better !== undefined && <span class="visually-hidden">{better ? ', better' : ', worse'}</span>}
      </td>
    </tr>
  );
}

/** The labels whose recall changed most. */
function Recalls({ recalls }: { readonly recalls: readonly (ComparedFigure & { readonly label: string })[] }) {
  const changed = recalls
    .filter(({ difference }) => Math.abs(difference) >= 0.0005)
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  if (changed.length === 0) return <p>Both tell each label right as often.</p>;
  return (
    <div>
      <h3>Told right, by label</h3>
      <ul class="recalls">
        {changed.slice(0, 12).map(({ label, base, candidate, difference }) => (
          <li key={label}>
            <strong>{label}</strong> {percent(base)} → {percent(candidate)}{' '}
            <span class={difference > 0 ? 'better' : 'worse'}>
              {difference > 0 ? '▲' : '▼'} {percent(Math.abs(difference))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function figureOf(base: number, candidate: number): ComparedFigure {
  return { base, candidate, difference: candidate - base };
}

function isLessBetter(metric: string): boolean {
  return metric === 'loss' || metric.endsWith('Error');
}
