/**
 * Curves over steps or epochs, drawn by uPlot: many points stay quick, dragging zooms, a double click shows all again. A table of
 * the last values stands beside them for whoever does not see curves.
 */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { number } from './format.ts';

export interface Curve {
  readonly label: string;
  /** As many as there are places on the axis; null where there is none. */
  readonly values: readonly (number | null)[];
  /** From 1: the same for the same thing in every chart. */
  readonly color: number;
  readonly dashed?: boolean;
}

export interface ChartProps {
  readonly title: string;
  readonly axis: string;
  readonly places: readonly number[];
  readonly curves: readonly Curve[];
  readonly height?: number;
}

const COLORS = 6;

export function Chart({ title, axis, places, curves, height = 260 }: ChartProps) {
  const room = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shape = curves.map(({ label, color, dashed }) => `${label} ${color} ${dashed}`).join('|');

  // Values are set below: only other curves need another plot.
  useEffect(() => {
    const parent = room.current;
    if (!parent) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(curves, axis, parent.clientWidth, height), dataOf(places, curves), parent);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: parent.clientWidth, height }));
    resized.observe(parent);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, axis, height]);

  useEffect(() => {
    const drawn = plot.current;
    if (!drawn) return;
    // Who has zoomed in goes on looking at the same place.
    const [first, last] = [drawn.data[0].at(0), drawn.data[0].at(-1)];
    const { min, max } = drawn.scales['x'] ?? {};
    const isThere = typeof min === 'number' && first !== undefined;
    const zoomed = isThere && (min !== first || max !== last);
    drawn.setData(dataOf(places, curves), !zoomed);
    if (zoomed) drawn.redraw();
  }, [places, curves]);

  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={room} class="chart-room" aria-hidden="true" style={{ minHeight: `${height}px` }} />
      <div class="visually-hidden">
        <table>
          <caption>{`${title}: the last value of each curve`}</caption>
          <tbody>
            {curves.map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{number(values.findLast((value) => value !== null))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function dataOf(places: readonly number[], curves: readonly Curve[]): uPlot.AlignedData {
  return [places as number[], ...curves.map(({ values }) => values as (number | null)[])];
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
      ...curves.map(({ label, color: index, dashed, values }) => ({
        label,
        stroke: color(`--series-${((index - 1) % COLORS) + 1}`),
        width: 2,
        ...(dashed && { dash: [6, 4] }),
        points: { show: values.length < 30 },
        spanGaps: true,
        value: (_plot: uPlot, value: number | null) => number(value),
      })),
    ],
  };
}
