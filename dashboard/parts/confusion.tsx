/** Which classes are taken for which: a table whose cells can be chosen, or for very many classes the pairs that are mixed up most. */
import { number, percent } from './format.ts';
import { Scroll } from './scroll.tsx';

export interface Cell {
  readonly truth: number;
  readonly answer: number;
}

export interface ConfusionProps {
  /** `[true][predicted]` */
  readonly matrix: readonly (readonly number[])[];
  readonly labels: readonly string[];
  /** What it is of, where several stand side by side. */
  readonly title?: string;
  readonly chosen?: Cell | undefined;
  /** Unset: there is nothing behind the cells. */
  onChoose?: ((cell: Cell) => void) | undefined;
}

/** More classes than that make no table that can be read. */
const CLASSES_MAX = 30;
const PAIRS = 20;

export function Confusion(props: ConfusionProps) {
  const { matrix, labels, title } = props;
  if (matrix.length > CLASSES_MAX) return <Pairs {...props} />;
  return (
    <Scroll label={`Confusion matrix${title ? ` of ${title}` : ''}`}>
      <table class="confusion">
        <caption>{`${title ? `${title}: rows` : 'Rows'} are true classes, columns what was predicted`}</caption>
        <thead>
          <tr>
            <td />
            {matrix.map((_, answer) => (
              <th key={labels[answer]} scope="col">
                {labels[answer] ?? answer}
              </th>
            ))}
            <th scope="col">right</th>
          </tr>
        </thead>
        <tbody>
          {matrix.map((counts, truth) => {
            const all = counts.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={labels[truth]}>
                <th scope="row">{labels[truth] ?? truth}</th>
                {counts.map((count, answer) => (
                  <td key={labels[answer]}>
                    <CellButton {...props} cell={{ truth, answer }} count={count} share={all > 0 ? count / all : 0} />
                  </td>
                ))}
                <td class="number">{percent(all > 0 ? (counts[truth] ?? 0) / all : undefined)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

interface CellButtonProps extends ConfusionProps {
  readonly cell: Cell;
  readonly count: number;
  readonly share: number;
}

function CellButton({ labels, chosen, onChoose, cell, count, share }: CellButtonProps) {
  const { truth, answer } = cell;
  const isRight = truth === answer;
  // Few mistakes among many right answers must be seen, too.
  const strength = Math.round(100 * (isRight ? 0.15 + 0.5 * share : count > 0 ? 0.18 + 0.6 * Math.sqrt(share) : 0));
  const style = {
    background: `color-mix(in srgb, var(${isRight ? '--good' : '--bad'}) ${Math.min(strength, 42)}%, transparent)`,
  };
  if (!onChoose || count === 0) {
    return (
      <span class="cell" style={style}>
        {count}
      </span>
    );
  }
  const isChosen = chosen?.truth === truth && chosen.answer === answer;
  return (
    <button
      type="button"
      class="cell"
      style={style}
      aria-pressed={isChosen}
      aria-label={`${number(count)} of ${labels[truth]} ${isRight ? 'were right' : `were taken for ${labels[answer]}`}: show some`}
      onClick={() => onChoose(cell)}
    >
      {count}
    </button>
  );
}

function Pairs({ matrix, labels, onChoose }: ConfusionProps) {
  const pairs = matrix
    .flatMap((counts, truth) => counts.map((count, answer) => ({ truth, answer, count })))
    .filter(({ truth, answer, count }) => truth !== answer && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS);
  return (
    <table>
      <caption>{`The pairs that are mixed up most, of ${matrix.length} classes`}</caption>
      <thead>
        <tr>
          <th scope="col">true</th>
          <th scope="col">predicted</th>
          <th scope="col" class="number">
            rows
          </th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ truth, answer, count }) => (
          <tr key={`${truth} ${answer}`}>
            <td>{labels[truth]}</td>
            <td>{labels[answer]}</td>
            <td class="number">
              {onChoose ? (
                <button type="button" onClick={() => onChoose({ truth, answer })}>
                  {number(count)}
                </button>
              ) : (
                number(count)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
