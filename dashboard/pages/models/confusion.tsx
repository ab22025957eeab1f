/** Which labels are taken for which: a cell the darker, the larger its share of the true label's examples. */
import { number, percent } from '../../parts/format.ts';
import { Scroll } from './scroll.tsx';

export interface ConfusionProps {
  readonly title: string;
  /** Rows: true labels; columns: predicted ones. */
  readonly matrix: readonly (readonly number[])[];
  readonly labels: readonly string[];
}

/** More cells say nothing to an eye; the worst pairs do. */
const LABELS_MAX = 30;
const PAIRS = 10;

export function Confusion({ title, matrix, labels }: ConfusionProps) {
  if (matrix.length !== labels.length || labels.length > LABELS_MAX)
    return <WorstPairs title={title} matrix={matrix} labels={labels} />;
  return (
    <figure class="confusion">
      <figcaption>{title}: true labels in rows, predicted ones in columns</figcaption>
      <Scroll label={`Confusion of ${title}`}>
        <table>
          <thead>
            <tr>
              <td />
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.map((row, truth) => (
              <ConfusionRow key={labels[truth]} row={row} truth={truth} labels={labels} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </figure>
  );
}

function ConfusionRow({
  row,
  truth,
  labels,
}: {
  readonly row: readonly number[];
  readonly truth: number;
  readonly labels: readonly string[];
}) {
  const all = row.reduce((sum, each) => sum + each, 0);
  return (
    <tr>
      <th scope="row">{labels[truth]}</th>
      {row.map((count, predicted) => {
        const share = all > 0 ? count / all : 0;
        // A few mistakes are to be seen beside many that are right.
        const strength = count === 0 ? 0 : 8 + 32 * Math.sqrt(share);
        const tone = predicted === truth ? '--good' : '--bad';
        return (
          <td
            key={labels[predicted]}
            title={`${labels[truth]} taken for ${labels[predicted]}: ${percent(share)}`}
            style={{ background: `color-mix(in srgb, var(${tone}) ${strength}%, transparent)` }}
          >
            {count > 0 ? number(count) : ''}
          </td>
        );
      })}
    </tr>
  );
}

function WorstPairs({ title, matrix, labels }: ConfusionProps) {
  const pairs = matrix
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS);
  if (pairs.length === 0) return null;
  return (
    <div>
      <h3>{title}: most often mixed up</h3>
      <ul>
        {pairs.map(({ truth, predicted, count }) => (
          <li key={`${truth} ${predicted}`}>
            {labels[truth] ?? truth} taken for {labels[predicted] ?? predicted}: {number(count)} times
          </li>
        ))}
      </ul>
    </div>
  );
}
