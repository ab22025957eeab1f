/** How well a network does on rows that it has not seen: figures, which classes it takes for which, and the rows behind that. */
import type { JobData } from '../../../client/types.ts';
import { number, percent } from '../../parts/format.ts';
import { isFigure, wordsOf } from '../../parts/job-words.ts';
import { Judged } from '../../parts/judged.tsx';
import { Facts } from '../../parts/notes.tsx';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

export interface EvaluationCardProps {
  readonly job: JobData;
  readonly evaluation: NonNullable<JobData['evaluation']>;
}

/** Figures that are shares of 1. */
const SHARES = ['accuracy', 'precision', 'recall', 'topKCategoricalAccuracy'];

export function EvaluationCard({ job, evaluation }: EvaluationCardProps) {
  const { version, kind } = job;
  const manifest = useResource(`manifest ${version?.model} ${version?.version}`, async (signal) =>
    version ? client().model(version.model).manifest(version.version, { signal }) : undefined,
  );
  const matrix = evaluation.confusionMatrix;
  const labels = manifest.data?.labels ?? matrix?.map((_, index) => String(index)) ?? [];
  // Rows are kept of the evaluation at the end of a training only.
  const hasRows = version !== null && kind === 'train' && manifest.data !== undefined;
  const figures = Object.entries(evaluation).filter(
    (entry): entry is [string, number] => isFigure(entry[0]) && typeof entry[1] === 'number',
  );
  const told = (name: string, value: number): string => (SHARES.includes(name) ? percent(value) : number(value));
  return (
    <section class="card stack" aria-labelledby="evaluation-title">
      <h2 id="evaluation-title">Evaluation</h2>
      <Facts of={Object.fromEntries(figures.map(([name, value]) => [wordsOf(name), told(name, value)]))} />
      {matrix && matrix.length > 0 && (
        <Judged matrix={matrix} labels={labels} version={hasRows && version ? version : undefined} />
      )}
    </section>
  );
}
