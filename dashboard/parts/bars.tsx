/** Amounts side by side: rows of classes or values as bars, numbers as a histogram. Each has its numbers as text, too. */
import type { Histogram } from '../../client/index.ts';
import { number, percent } from './format.ts';

export interface Amount {
  readonly label: string;
  readonly rows: number;
}

/** Lying bars, as long as the longest allows, with their share of all. */
export function Bars({
  of,
  all,
  title,
}: {
  readonly of: readonly Amount[];
  readonly all: number;
  readonly title: string;
}) {
  const most = Math.max(1, ...of.map(({ rows }) => rows));
  return (
    <table class="bars">
      <caption class="visually-hidden">{title}</caption>
      <tbody>
        {of.map(({ label, rows }) => (
          <tr key={label}>
            <th scope="row" title={label}>
              {label === '' ? '(empty)' : label}
            </th>
            <td class="bars-room" aria-hidden="true">
              <span class="bars-bar" style={{ width: `${(rows / most) * 100}%` }} />
            </td>
            <td class="number">{number(rows)}</td>
            <td class="number faint">{percent(all > 0 ? rows / all : 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WIDTH = 240;
const HEIGHT = 64;

/** Standing bars over the range of a column. @param show how an edge reads. */
export function HistogramBars({
  bins,
  title,
  show,
}: { readonly title: string; show(edge: number): string } & Pick<Histogram, 'bins'>) {
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const width = WIDTH / Math.max(1, bins.length);
  const fullest = bins.reduce((best, each) => (each.rows > best.rows ? each : best), { from: 0, to: 0, rows: -1 });
  const told = `${title}: most rows, ${number(fullest.rows)}, from ${show(fullest.from)} to ${show(fullest.to)}`;
  return (
    <svg class="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={told}>
      {bins.map(({ from, to, rows }, index) => {
        const height = rows === 0 ? 0 : Math.max(1.5, (rows / most) * HEIGHT);
        return (
          <rect key={from} x={index * width + 0.5} y={HEIGHT - height} width={Math.max(0.5, width - 1)} height={height}>
            <title>{`${show(from)} to ${show(to)}: ${number(rows)} rows`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
