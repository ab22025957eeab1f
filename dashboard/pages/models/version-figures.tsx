/** How a figure went over a model's versions. */
import { useMemo, useState } from 'preact/hooks';
import type { VersionSummary } from '../../../client/index.ts';
import { Chart } from '../../parts/chart.tsx';

const FIGURES = ['accuracy', 'loss'] as const;

export function VersionFigures({ versions }: { readonly versions: readonly VersionSummary[] }) {
  const known = FIGURES.filter((figure) => versions.some((version) => version[figure] !== undefined));
  const [chosen, setChosen] = useState<(typeof FIGURES)[number]>();
  const figure = chosen ?? known[0] ?? 'loss';
  // Asked for anew every few seconds: the chart is drawn anew when there is something new.
  const told = JSON.stringify(versions.map((version) => [version.version, version[figure] ?? null]));
  const { places, curves } = useMemo(() => {
    const points = JSON.parse(told) as [number, number | null][];
    const values = points.map(([, value]) => value);
    return { places: points.map(([version]) => version), curves: [{ label: figure, values, color: 1 }] };
  }, [told, figure]);
  return (
    <section class="card stack">
      <div class="row spread">
        <h2>Over the versions</h2>
        {known.length > 1 && (
          <fieldset class="choices">
            <legend class="visually-hidden">Which figure</legend>
            {known.map((each) => (
              <button key={each} type="button" aria-pressed={each === figure} onClick={() => setChosen(each)}>
                {each}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {versions.length > 1 ? (
        <Chart title={`${figure} by version`} axis="version" places={places} curves={curves} height={220} />
      ) : (
        <p class="faint">There is one version so far. With a second one, this is a curve.</p>
      )}
    </section>
  );
}
