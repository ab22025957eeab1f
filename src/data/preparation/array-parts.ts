/** How the rows of a dataset of arrays are divided. */
import type { SplitPlan } from '../../models/specification/index.ts';
import type { DatasetArrays } from '../dataset.ts';
import type { Parts } from '../examples.ts';
import type { DatasetManifest } from '../manifest.ts';
import { splitRows } from '../split.ts';

export function arrayParts(
  { rows, parts, content }: DatasetManifest,
  { targets }: DatasetArrays,
  split: SplitPlan,
  seed: number,
): Parts {
  const hasClasses = content.form === 'array' && content.targets?.kind === 'classes';
  const classes = hasClasses ? (targets as Int32Array) : undefined;
  return splitRows(split, { count: rows, own: parts, classes }, seed);
}
