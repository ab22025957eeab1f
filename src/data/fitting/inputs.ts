/** Whether the rows of a dataset are such as a version takes, whatever there is to tell of them. */
import type { Problem } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { arrayInputProblems } from './array-inputs.ts';
import { columnProblems, neededColumns } from './columns.ts';

/** What of a version a dataset has to fit. */
export interface FittedVersion {
  /** For messages: `digits@3`. */
  readonly name: string;
  readonly data: DataPlan;
  readonly preprocessing: Preprocessing;
  /** `sha256:…` of the dataset that it learnt from; undefined where nothing is known of it. */
  readonly datasetDigest: string | undefined;
}

/** @param whole every row has to be readable. */
export function inputProblems(manifest: DatasetManifest, version: FittedVersion, whole: boolean): Problem[] {
  const columns = neededColumns(version.data, version.preprocessing);
  if (columns) return columnProblems(manifest, version.name, columns, whole);
  return arrayInputProblems(manifest, version.name, version.data);
}
