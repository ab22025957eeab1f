/** Finds the row that is to blame, for a message. It takes a pass over the files: only errors can afford it. */
import type { Engine } from '../table/index.ts';
import type { TableScan } from './table-scan.ts';

/** The first row, counted in its file from 1, where a column's value is as `condition` says. */
export async function findRow(
  engine: Engine,
  scan: TableScan,
  column: string,
  condition: string,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly row: number; readonly value: string } | undefined> {
  for (const file of scan.files) {
    const numbered = `SELECT row_number() OVER () AS row, ${column} FROM ${scan.from([file])}`;
    const sql = `SELECT row::DOUBLE AS row, CAST(${column} AS VARCHAR) AS value FROM (${numbered}) WHERE ${column} IS NOT NULL AND ${condition} ORDER BY row LIMIT 1`;
    const [found] = await engine.rows(sql, signal);
    if (found) return { file: file.name, row: Number(found['row']), value: String(found['value']) };
  }
  return undefined;
}
