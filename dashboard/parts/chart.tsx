/**
 * Curves over steps or epochs: however many points stay quick, dragging zooms, a double click shows all again. A table of the
 * last values stands beside them for whoever does not see curves.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { number } from './format.ts';
import { createPlot, type Plot } from './plot.ts';

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

export function Chart({ title, axis, places, curves, height = 260 }: ChartProps) {
  const room = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>();
  const latest = useRef({ places, curves });
  latest.current = { places, curves };
  const shape = curves.map(({ label, color, dashed }) => `${label} ${color} ${dashed}`).join('|');

  // Values are set below: only other curves need another plot.
  useEffect(() => {
    const parent = room.current;
    if (!parent) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = createPlot({ parent, axis, height, ...latest.current });
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.fit());
    resized.observe(parent);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape, axis, height]);

  const length = useMemo(() => Math.max(0, ...curves.map(({ values }) => pointsOf(values))), [curves]);
  useEffect(() => plot.current?.set(places, curves), [places, curves]);

  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={room} class="chart-room" aria-hidden="true" style={{ minHeight: `${height}px` }} />
      <div class="visually-hidden">
        <table>
          <caption>{`${title}: the last value of each curve, after ${number(length)} points`}</caption>
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

function pointsOf(values: Curve['values']): number {
  return values.reduce<number>((count, value) => (value === null ? count : count + 1), 0);
}
