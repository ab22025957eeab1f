/** Two versions of a model beside each other: how well each does, and in what they differ. Pure. */
import diff from 'microdiff';
import type { Manifest } from './manifest.ts';

export interface VersionComparison {
  readonly base: ComparedVersion;
  readonly candidate: ComparedVersion;
  /** Whether both were measured on the same data: else their figures say little about each other. */
  readonly sameData: boolean;
  /** Figures of the evaluations that both have. */
  readonly metrics: Readonly<Record<string, ComparedFigure>>;
  /** Of classifications of the same labels: how many of the examples of each label were told right. */
  readonly recalls?: readonly (ComparedFigure & { readonly label: string })[];
  /** What was asked for differently, of network, data and training: JSON pointers with what either has there. */
  readonly changes: readonly { readonly pointer: string; readonly base?: unknown; readonly candidate?: unknown }[];
  /** Whether there are more than those. */
  readonly moreChanges: boolean;
}

export interface ComparedVersion {
  readonly version: number;
  readonly createdAt: string;
  readonly parameters: number;
  readonly epochs: number;
  /** That was learnt; an import from elsewhere has none. */
  readonly dataset?: { readonly name: string; readonly digest: string };
  readonly confusionMatrix?: readonly (readonly number[])[];
}

export interface ComparedFigure {
  readonly base: number;
  readonly candidate: number;
  /** Of the candidate over the base. */
  readonly difference: number;
}

type Evaluated = NonNullable<Manifest['evaluation']>;

const CHANGES_MAX = 500;

export function compareVersions(base: Manifest, candidate: Manifest): VersionComparison {
  const recalls = compareRecalls(base, candidate);
  const changes = changesBetween(base, candidate);
  return {
    base: comparedVersion(base),
    candidate: comparedVersion(candidate),
    sameData: sameData(base, candidate),
    metrics: compareFigures(base.evaluation, candidate.evaluation),
    ...(recalls && { recalls }),
    changes: changes.slice(0, CHANGES_MAX),
    moreChanges: changes.length > CHANGES_MAX,
  };
}

function comparedVersion(manifest: Manifest): ComparedVersion {
  const { version, createdAt, parameters, history, lineage, evaluation } = manifest;
  const confusionMatrix = evaluation?.confusionMatrix;
  return {
    ...{ version, createdAt, parameters, epochs: history.length },
    ...(lineage.dataset && { dataset: lineage.dataset }),
    ...(confusionMatrix && { confusionMatrix }),
  };
}

/** The same rows, and of them the same for the test. */
function sameData(base: Manifest, candidate: Manifest): boolean {
  return (
    base.lineage.dataset !== undefined &&
    base.lineage.dataset.digest === candidate.lineage.dataset?.digest &&
    base.evaluation?.examples === candidate.evaluation?.examples &&
    diff({ ...base.data.split }, { ...candidate.data.split }).length === 0
  );
}

function compareFigures(base: Partial<Evaluated> = {}, candidate: Partial<Evaluated> = {}) {
  const figures: Record<string, ComparedFigure> = {};
  for (const [name, value] of Object.entries(base)) {
    const other = (candidate as Record<string, unknown>)[name];
    if (name !== 'examples' && typeof value === 'number' && typeof other === 'number')
      figures[name] = comparedFigure(value, other);
  }
  return figures;
}

function compareRecalls(base: Manifest, candidate: Manifest): VersionComparison['recalls'] {
  const [ours, theirs] = [base.evaluation?.confusionMatrix, candidate.evaluation?.confusionMatrix];
  const { labels } = base;
  const same = labels.length === candidate.labels.length && labels.every((each, at) => each === candidate.labels[at]);
  if (!same || ours?.length !== labels.length || theirs?.length !== labels.length) return undefined;
  return labels.map((label, at) => ({ label, ...comparedFigure(recallOf(ours, at), recallOf(theirs, at)) }));
}

/** @returns 0 where there is no example of the label. */
function recallOf(matrix: readonly (readonly number[])[], at: number): number {
  const row = matrix[at] ?? [];
  const examples = row.reduce((sum, count) => sum + count, 0);
  return examples === 0 ? 0 : (row[at] ?? 0) / examples;
}

function comparedFigure(base: number, candidate: number): ComparedFigure {
  return { base, candidate, difference: candidate - base };
}

function changesBetween(base: Manifest, candidate: Manifest): VersionComparison['changes'] {
  return diff(asked(base), asked(candidate)).map((change) => ({
    pointer: `/${change.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    ...('oldValue' in change && { base: change.oldValue }),
    ...('value' in change && { candidate: change.value }),
  }));
}

/** Not the list of layers, which follows from the network, nor the preprocessing's statistics, which follow from the data. */
function asked({ network, data, training }: Manifest): Record<string, unknown> {
  return { network, data, training };
}
