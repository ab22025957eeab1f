/** What has changed since a version was trained, told column by column. Pure. */
import type { ColumnSummary, ContractColumn, Trait } from '../../data/index.ts';
import { groupsOf } from './groups.ts';
import { jensenShannon, kolmogorovSmirnov, stabilityIndex } from './statistics.ts';
import { type ColumnTally, presentOf, type Tally } from './tally.ts';
import { NOVEL, type WatchedVersion } from './watched-version.ts';

/** From the lower one on a change is worth a look, from the upper one on something is to be done: what is usually taken. */
export const PSI_MODERATE = 0.1;
export const PSI_MAJOR = 0.25;

export const VERDICTS = ['tooFew', 'stable', 'moderate', 'major'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface ColumnDrift {
  readonly name: string;
  /** `tooFew` while chance alone may exceed `PSI_MODERATE`. */
  readonly verdict: Verdict;
  /** Null before the first instance. */
  readonly psi: number | null;
  readonly kolmogorovSmirnov?: number;
  readonly jensenShannon?: number;
  /** From which on there is a verdict; null where training had too few rows for one. */
  readonly instancesNeeded: number | null;
  readonly training: ColumnFigures;
  readonly seen: ColumnFigures;
}

export interface ColumnFigures {
  /** Of numbers, and of times as texts; null where there is none. */
  readonly mean?: number | string | null;
  readonly min?: number | string | null;
  readonly max?: number | string | null;
  /** Shares: of values that are missing, and of those that are below or above all of training. */
  readonly missing?: number;
  readonly beyond?: number;
  /** Shares of a category's values, null for missing ones, and of those that the version does not tell apart. */
  readonly values?: readonly { readonly value: string | null; readonly share: number }[];
  readonly others?: number;
}

export interface DriftFigures {
  readonly verdict: Verdict;
  readonly instances: number;
  readonly novel: { readonly instances: number; readonly share: number; readonly expected: number };
  /** The one with the largest index first. */
  readonly columns: readonly ColumnDrift[];
  readonly outputs: readonly ColumnDrift[];
}

const VALUES_SHOWN = 10;
const DIGITS = 4;
const SHOWN_DIGITS = 6;
/** What a Date holds. */
const SECONDS_MAX = 8.64e12;

export function driftOf(watched: WatchedVersion, tally: Tally): DriftFigures {
  const { instances, novel } = tally;
  const { rows } = watched;
  const columns = watched.columns.map((column, index) =>
    columnDrift(column, watched.columnTraits[index] as Trait, rows, tally.columns[index] as ColumnTally),
  );
  const outputs = watched.outputs.map((column, index) =>
    columnDrift(column, watched.outputTraits[index] as Trait, rows, tally.outputs[index] as ColumnTally),
  );
  const share = instances > 0 ? rounded(novel / instances) : 0;
  return {
    ...{ verdict: worst([...columns, ...outputs]), instances },
    novel: { instances: novel, share, expected: rounded(1 - NOVEL) },
    columns: columns.toSorted((a, b) => (b.psi ?? 0) - (a.psi ?? 0)),
    outputs,
  };
}

function worst(columns: readonly ColumnDrift[]): Verdict {
  return VERDICTS[Math.max(0, ...columns.map(({ verdict }) => VERDICTS.indexOf(verdict)))] ?? 'tooFew';
}

function columnDrift(column: ContractColumn, trait: Trait, rows: number, tally: ColumnTally): ColumnDrift {
  const { summary, counted } = column;
  const { training, seen } = groupsOf(column, tally.counts);
  const instances = tally.counts.reduce((sum, each) => sum + each, 0);
  const { psi, chance, needed } = stabilityIndex(training, counted, seen, PSI_MODERATE);
  const isKnown = instances > 0 && chance <= PSI_MODERATE;
  const verdict = !isKnown ? 'tooFew' : psi >= PSI_MAJOR ? 'major' : psi >= PSI_MODERATE ? 'moderate' : 'stable';
  return {
    ...{ name: summary.name, verdict, psi: instances > 0 ? rounded(psi) : null, ...distance(column, tally) },
    instancesNeeded: needed ?? null,
    ...{ training: trainingFigures(column, trait, rows), seen: seenFigures(column, trait, tally, instances) },
  };
}

function distance({ summary, shares }: ContractColumn, { counts }: ColumnTally) {
  if (summary.form === 'category') return { jensenShannon: rounded(jensenShannon([...shares], counts)) };
  // Missing ones are neither small nor large.
  return { kolmogorovSmirnov: rounded(kolmogorovSmirnov([...shares.slice(0, -1)], counts.slice(0, -1))) };
}

function trainingFigures({ summary, shares }: ContractColumn, trait: Trait, rows: number): ColumnFigures {
  if (summary.form === 'category') return categoryFigures(summary, trait, [...shares]);
  const missing = rows > 0 ? rounded(summary.missing / rows) : 0;
  return { ...rangeOf(summary.edges.length > 0 ? summary : undefined, trait), missing };
}

function seenFigures(column: ContractColumn, trait: Trait, tally: ColumnTally, instances: number): ColumnFigures {
  const { summary, cells } = column;
  const { counts, sum, min, max } = tally;
  const shares = counts.map((count) => (instances > 0 ? count / instances : 0));
  if (summary.form === 'category') return categoryFigures(summary, trait, shares);
  const present = presentOf(tally, column);
  const beyond = rounded((shares[0] ?? 0) + (shares[cells - 2] ?? 0));
  const range = rangeOf(present > 0 ? { mean: sum / present, min, max } : undefined, trait);
  return { ...range, missing: rounded(shares[cells - 1] ?? 0), beyond };
}

interface Range {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

function rangeOf(range: Range | undefined, trait: Trait): ColumnFigures {
  if (!range) return { mean: null, min: null, max: null };
  const isTime = trait.form === 'number' && trait.shownAs === 'time';
  const shown = (value: number): number | string =>
    isTime && Math.abs(value) <= SECONDS_MAX
      ? new Date(Math.round(value) * 1000).toISOString()
      : Number(value.toPrecision(SHOWN_DIGITS));
  return { mean: shown(range.mean), min: shown(range.min), max: shown(range.max) };
}

function categoryFigures(
  { places }: Extract<ColumnSummary, { form: 'category' }>,
  trait: Trait,
  shares: readonly number[],
): ColumnFigures {
  const values = trait.form === 'category' ? trait.values : [];
  return {
    values: places.slice(0, VALUES_SHOWN).map((place, cell) => {
      return { value: values[place - 1] ?? null, share: rounded(shares[cell] ?? 0) };
    }),
    others: rounded(shares.at(-1) ?? 0),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
