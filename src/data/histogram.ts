/** How the numbers or times of one column of a dataset are spread: counted when it is asked for, in one pass over that column. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Dataset } from './dataset.ts';
import type { ColumnProfile } from './manifest.ts';
import { openTable } from './table/index.ts';

export interface Bin {
  readonly from: number;
  /** Excluded, but of the last one. */
  readonly to: number;
  readonly rows: number;
}

const MEMORY_BYTES = 2 ** 28;

/**
 * @param column one that has a range; times are seconds since 1970.
 * @param bins as wide as each other, from the least value to the greatest; one where all values are the same.
 * @returns their rows; missing values are in none.
 */
export async function countBins(
  dataset: Dataset,
  { name, range }: Pick<ColumnProfile, 'name'> & { readonly range: NonNullable<ColumnProfile['range']> },
  bins: number,
): Promise<Bin[]> {
  const { min, max } = range;
  const count = min < max ? bins : 1;
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'histogram-'));
  try {
    const table = await openTable(await dataset.table(), { scratch, memoryBytesMax: MEMORY_BYTES });
    try {
      const rows = await table.histogram(name, { min, max, bins: count });
      const edge = (index: number): number => (index === count ? max : min + (max / count - min / count) * index);
      return rows.map((each, index) => ({ from: edge(index), to: edge(index + 1), rows: each }));
    } finally {
      table.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
