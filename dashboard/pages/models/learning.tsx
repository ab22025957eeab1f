/** How a version's loss and accuracy went, epoch by epoch. */
import { useMemo, useState } from 'preact/hooks';
import type { VersionData } from '../../../client/index.ts';
import { Chart } from '../../parts/chart.tsx';

type History = VersionData['history'];
const UNMEASURED = ['epoch', 'seconds', 'stoppedEarly'];

export function Learning({ history }: { readonly history: History }) {
  const known = useMemo(() => figuresOf(history), [history]);
  const [chosen, setChosen] = useState(known.includes('accuracy') ? 'accuracy' : 'loss');
  const { places, curves } = useMemo(() => curvesOf(history, chosen), [history, chosen]);
  if (history.length === 0) return null;
  return (
    <section class="card stack">
      <div class="row spread">
        <h2 class="flush">How it learnt</h2>
        <fieldset class="choices">
          <legend class="visually-hidden">Which figure</legend>
          {known.map((each) => (
            <button key={each} type="button" aria-pressed={each === chosen} onClick={() => setChosen(each)}>
              {each}
            </button>
          ))}
        </fieldset>
      </div>
      <Chart title={`${chosen} by epoch`} axis="epoch" places={places} curves={curves} height={220} />
    </section>
  );
}

/** Those of training; the same of validation go with them. */
function figuresOf(history: History): string[] {
  const names = new Set(history.flatMap((entry) => Object.keys(entry)));
  return [...names].filter((name) => !UNMEASURED.includes(name) && !/^val[A-Z]/.test(name));
}

function curvesOf(history: History, figure: string) {
  const validation = `val${figure.charAt(0).toUpperCase()}${figure.slice(1)}`;
  const valuesOf = (name: string) =>
    history.map((entry) => ((entry as Readonly<Record<string, unknown>>)[name] as number | undefined) ?? null);
  const curves = [
    { label: 'training', values: valuesOf(figure), color: 1 },
    { label: 'validation', values: valuesOf(validation), color: 2, dashed: true },
  ].filter(({ values }) => values.some((value) => value !== null));
  return { places: history.map(({ epoch }) => epoch), curves };
}
