/** A version's confusion matrix, and the rows behind its cells: those of the cell that was chosen, or the worst mistakes of all. */
import { useState } from 'preact/hooks';
import { type Cell, Confusion } from './confusion.tsx';
import { Mistakes } from './mistakes.tsx';

export interface JudgedProps {
  readonly matrix: readonly (readonly number[])[];
  readonly labels: readonly string[];
  /** Whose rows were kept; unset: there are none behind the cells. */
  readonly version: { readonly model: string; readonly version: number } | undefined;
}

export function Judged({ matrix, labels, version }: JudgedProps) {
  const [cell, setCell] = useState<Cell>();
  if (!version) return <Confusion matrix={matrix} labels={labels} />;
  return (
    <>
      <p class="faint">Choose a cell to see the rows behind it.</p>
      <Confusion matrix={matrix} labels={labels} chosen={cell} onChoose={setCell} />
      {cell && (
        <div class="row">
          <button type="button" onClick={() => setCell(undefined)}>
            Show the worst of all
          </button>
        </div>
      )}
      <Mistakes
        model={version.model}
        version={version.version}
        cell={cell && { truth: labels[cell.truth] ?? '', answer: labels[cell.answer] ?? '' }}
        count={cell && matrix[cell.truth]?.[cell.answer]}
      />
    </>
  );
}
