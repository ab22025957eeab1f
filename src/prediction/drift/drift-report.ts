/** What `GET …/drift` answers: the counts of all processes in a window, compared with what training saw. */
import type { Manifest } from '../../registry/index.ts';
import { type ColumnDrift, type DriftFigures, driftOf, PSI_MAJOR, PSI_MODERATE, type Verdict } from './report.ts';
import type { DriftWindow } from './slots.ts';
import type { DriftWatch } from './watch.ts';

export interface DriftReport extends Omit<DriftFigures, 'verdict'> {
  readonly model: string;
  readonly version: number;
  readonly window: DriftWindow;
  /** UTC, ISO 8601. */
  readonly since: string | null;
  /** The worst of all columns and outputs; `unknown` for a version that was published without a contract. */
  readonly verdict: Verdict | 'unknown';
  readonly thresholds: { readonly moderate: number; readonly major: number };
  /** Training rows. */
  readonly trainingRows: number;
  readonly columns: readonly ColumnDrift[];
  readonly unwatchedColumns: number;
}

/** @throws AppError ERR_UNAVAILABLE where the store is away. */
export async function reportDrift(
  watch: Pick<DriftWatch, 'counted'>,
  manifest: Manifest,
  window: DriftWindow,
): Promise<DriftReport> {
  const { model, version } = manifest;
  const thresholds = { moderate: PSI_MODERATE, major: PSI_MAJOR };
  const counted = await watch.counted(manifest, window);
  if (!counted) {
    const nothing = { instances: 0, novel: { instances: 0, share: 0, expected: 0 }, columns: [], outputs: [] };
    const untold = { verdict: 'unknown', since: null, trainingRows: 0, unwatchedColumns: 0 } as const;
    return { model, version, window, thresholds, ...untold, ...nothing };
  }
  const { watched, tally, since } = counted;
  return {
    ...{ model, version, window, thresholds, since: new Date(since * 1000).toISOString() },
    ...driftOf(watched, tally),
    ...{ trainingRows: watched.rows, unwatchedColumns: watched.unwatched },
  };
}
