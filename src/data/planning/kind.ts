/** What planning a job's data gets and gives, for each kind of dataset. Pure: it reads no row. */
import type { DataPlan, DataRequest, Fold } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';

export interface PlanningOptions {
  readonly request: DataRequest;
  /** The share of rows to hold back for validation. */
  readonly validation: number;
  /** Whether the network embeds columns of categories that come as numbers; layers of a request may know nothing of them. */
  readonly embeds?: boolean;
  /** Of a cross-validation: which rows are held back instead. */
  readonly fold?: Fold | undefined;
}

/** What decides which rows are validated with. */
export type HeldBack = Pick<PlanningOptions, 'validation' | 'fold'>;

/** @throws AppError ERR_TRAINING whose problems point into the request: `/target`, `/preprocessing/columns/age`. */
export type Planner = (manifest: DatasetManifest, options: PlanningOptions) => DataPlan;
