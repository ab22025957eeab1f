/** Curves of one training, or of several in the same plots: each figure a plot, each training a colour. */
import { useMemo, useState } from 'preact/hooks';
import type { JobData } from '../../../client/types.ts';
import { Chart, type ChartProps, type Curve } from '../../parts/chart.tsx';
import { isFigure, wordsOf } from '../../parts/job-words.ts';
import type { Point } from '../../parts/thinned.ts';

export interface Run {
  readonly id: string;
  readonly label: string;
  readonly history: JobData['history'];
}

export interface CurvesProps {
  readonly runs: readonly Run[];
  /** Of the first, step by step. */
  readonly points?: readonly Point[];
}

const FIGURES_MAX = 6;

export function Curves({ runs, points = [] }: CurvesProps) {
  const [wanted, setWanted] = useState<'epochs' | 'steps'>();
  const longest = Math.max(0, ...runs.map(({ history }) => history.at(-1)?.epoch ?? 0));
  // A training of a single epoch is a dot there.
  const by = points.length < 2 ? 'epochs' : (wanted ?? (longest < 2 ? 'steps' : 'epochs'));
  // Long ones are gone through only when one of them has grown.
  const charts = useMemo(
    () => (by === 'epochs' ? epochCharts(runs, longest) : stepCharts(points)),
    [by, by === 'epochs' || points, ...runs.flatMap(({ label, history }) => [label, history])],
  );
  if (charts.length === 0) return <p class="faint">Curves come with the first steps.</p>;
  return (
    <div class="stack">
      {points.length > 1 && (
        <fieldset class="segments">
          <legend class="visually-hidden">What a point of the curves is</legend>
          {(['epochs', 'steps'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="curves-by" checked={by === each} onChange={() => setWanted(each)} />
              {each === 'epochs' ? 'Each epoch' : 'Step by step'}
            </label>
          ))}
        </fieldset>
      )}
      <div class="columns">
        {charts.map((chart) => (
          <Chart key={chart.title} {...chart} />
        ))}
      </div>
      <p class="faint">
        Drag over a plot to look closer; a double click shows all of it again.
        {by === 'steps' && ' Within an epoch each point is the mean since its beginning.'}
      </p>
    </div>
  );
}

function epochCharts(runs: readonly Run[], longest: number): ChartProps[] {
  const figures = figuresOf(runs.flatMap(({ history }) => history));
  return figures.map((figure) => ({
    ...{ title: wordsOf(figure), axis: 'epoch', ...epochCurves(runs, figure, longest) },
  }));
}

function stepCharts(points: readonly Point[]): ChartProps[] {
  const figures = figuresOf(points.map(({ values }) => values));
  return figures.map((figure) => ({ title: wordsOf(figure), axis: 'step', ...stepCurves(points, figure) }));
}

function figuresOf(entries: readonly object[]): string[] {
  const names = new Set(entries.flatMap((entry) => Object.keys(entry)).filter(isFigure));
  const plain = [...names].filter((name) => !/^val[A-Z]/.test(name));
  return plain.sort((a, b) => Number(b === 'loss') - Number(a === 'loss')).slice(0, FIGURES_MAX);
}

function epochCurves(runs: readonly Run[], figure: string, epochs: number): { places: number[]; curves: Curve[] } {
  const places = Array.from({ length: epochs }, (_, index) => index + 1);
  const held = `val${figure[0]?.toUpperCase()}${figure.slice(1)}`;
  const curves = runs.flatMap(({ label, history }, index) => {
    const entries = new Map(history.map((entry) => [entry.epoch, entry as Readonly<Record<string, unknown>>]));
    const valuesOf = (name: string): (number | null)[] =>
      places.map((epoch) => {
        const value = entries.get(epoch)?.[name];
        return typeof value === 'number' ? value : null;
      });
    const own: Curve = { label: runs.length > 1 ? label : 'training', color: index + 1, values: valuesOf(figure) };
    const validation: Curve = {
      ...{ label: runs.length > 1 ? `${label}, validation` : 'validation', dashed: true },
      ...{ color: runs.length > 1 ? index + 1 : 2, values: valuesOf(held) },
    };
    return validation.values.some((value) => value !== null) ? [own, validation] : [own];
  });
  return { places, curves };
}

function stepCurves(points: readonly Point[], figure: string): { places: number[]; curves: Curve[] } {
  const values = points.map((point) => point.values[figure] ?? null);
  return { places: points.map(({ at }) => at), curves: [{ label: 'training', color: 1, values }] };
}
