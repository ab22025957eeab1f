/**
 * A uPlot that is given curves of any length, and draws of them what its pixels can show: anew for each window that is looked
 * at. Who has zoomed in goes on looking at the same place while curves grow.
 */
import './language.ts';
import uPlot from 'uplot';
import type { Curve } from './chart.tsx';
import { decimate } from './decimate.ts';
import { number } from './format.ts';

export interface PlotOptions {
  readonly parent: HTMLElement;
  readonly axis: string;
  readonly height: number;
  readonly places: readonly number[];
  readonly curves: readonly Curve[];
}

export interface Plot {
  /** The same curves, with other values. */
  set(places: readonly number[], curves: readonly Curve[]): void;
  /** Fits it to the room that its parent has now. */
  fit(): void;
  destroy(): void;
}

const COLORS = 6;
/** Fewer points than that are drawn as dots, too. */
const DOTS_MAX = 30;

export function createPlot({ parent, axis, height, ...data }: PlotOptions): Plot {
  let { places, curves } = data;
  // What was drawn last: the same window of the same values needs no other points.
  let drawn = '';
  let version = 0;
  const widthOf = (): number => Math.max(1, parent.clientWidth);

  function pointsOf(from: number, to: number): uPlot.AlignedData {
    const columns = Math.max(1, Math.round(widthOf() * devicePixelRatio));
    drawn = keyOf(from, to);
    const values = curves.map((curve) => curve.values);
    const seen = decimate(places, values, { from, to, columns });
    return [seen.places as number[], ...(seen.curves as (number | null)[][])];
  }

  function keyOf(from: number, to: number): string {
    return `${version} ${from} ${to} ${widthOf()}`;
  }

  function allPoints(): uPlot.AlignedData {
    return pointsOf(places[0] ?? 0, places.at(-1) ?? 0);
  }

  function look(plot: uPlot): void {
    const { min, max } = plot.scales['x'] ?? {};
    if (typeof min !== 'number' || typeof max !== 'number' || drawn === keyOf(min, max)) return;
    const points = pointsOf(min, max);
    // Within the hook uPlot is at work still.
    queueMicrotask(() => {
      if (plot.root.isConnected)
        plot.batch(() => {
          plot.setData(points, false);
          plot.setScale('x', { min, max });
        });
    });
  }

  const options = optionsOf(curves, axis, widthOf(), height);
  const hooks = { setScale: [(plot: uPlot, key: string) => key === 'x' && look(plot)] };
  const plot = new uPlot({ ...options, hooks: hooks as uPlot.Hooks.Arrays }, allPoints(), parent);

  return {
    set(nextPlaces, nextCurves) {
      const { min, max } = plot.scales['x'] ?? {};
      const isZoomed = typeof min === 'number' && typeof max === 'number' && isWithin(min, max, places);
      [places, curves] = [nextPlaces, nextCurves];
      version++;
      if (!isZoomed) return plot.setData(allPoints(), true);
      plot.batch(() => {
        plot.setData(pointsOf(min, max), false);
        plot.setScale('x', { min, max });
      });
    },
    fit() {
      plot.setSize({ width: widthOf(), height });
      look(plot);
    },
    destroy: () => plot.destroy(),
  };
}

/** Whether a window shows less than all; without points there is nothing to have zoomed into. */
function isWithin(min: number, max: number, places: readonly number[]): boolean {
  const [first, last] = [places[0], places.at(-1)];
  return first !== undefined && last !== undefined && first !== last && (min > first || max < last);
}

function optionsOf(curves: readonly Curve[], axis: string, width: number, height: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const grid = { stroke: color('--line'), width: 1 };
  const common = { stroke: color('--faint'), grid, ticks: grid };
  return {
    width,
    height,
    scales: { x: { time: false } },
    cursor: { drag: { x: true, y: false } },
    axes: [
      { ...common, label: axis, labelSize: 22, values: (_plot, splits) => splits.map((each) => number(each)) },
      { ...common, size: 60, values: (_plot, splits) => splits.map((each) => number(each)) },
    ],
    series: [
      { label: axis, value: (_plot, value) => number(value) },
      ...curves.map(({ label, color: index, dashed }) => ({
        label,
        stroke: color(`--series-${((index - 1) % COLORS) + 1}`),
        width: 2,
        ...(dashed && { dash: [6, 4] }),
        points: { show: (_plot: uPlot, _series: number, from: number, to: number) => to - from < DOTS_MAX },
        spanGaps: true,
        value: (_plot: uPlot, value: number | null) => number(value),
      })),
    ],
  };
}
