/** The columns of a table as planning looks them up. Knows nothing of what they become. */
import type { DataRequest } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest, TableContent } from '../manifest.ts';
import { unknownName } from '../nearest.ts';
import { refused } from './refusals.ts';

export interface TableManifest extends DatasetManifest {
  readonly content: TableContent;
}

/** @throws AppError ERR_TRAINING for a dataset that is no table: such a plan would read columns that are not there. */
export function tableManifest(manifest: DatasetManifest): TableManifest {
  const { content } = manifest;
  if (content.form !== 'table')
    throw refused('/dataset', `Expected a table. Received: arrays, in dataset "${manifest.name}".`);
  return { ...manifest, content };
}

/** Columns by name, with a refusal that names the nearest. */
export interface ColumnIndex {
  /** @throws AppError ERR_TRAINING at the pointer if there is no such column. */
  get(name: string, pointer: string): ColumnProfile;
}

export function columnIndex(columns: readonly ColumnProfile[]): ColumnIndex {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const names = [...byName.keys()];
  return {
    get(name, pointer) {
      const column = byName.get(name);
      if (!column) throw refused(pointer, `Expected a column of the dataset. Received: ${unknownName(name, names)}.`);
      return column;
    },
  };
}

/**
 * The column that rows are split by, if the request names one.
 * @throws AppError ERR_TRAINING where it is unknown, or of a type that the way to split cannot use.
 */
export function splitColumn({ split }: DataRequest, index: ColumnIndex): ColumnProfile | undefined {
  if (split?.column === undefined) return undefined;
  const column = index.get(split.column, '/split/column');
  const by = split.by ?? 'column';
  const received = `"${column.name}", of type ${column.type}`;
  if (by === 'time' && (column.type === 'text' || column.type === 'boolean'))
    throw refused('/split/column', `Expected a column of times or numbers to split by time. Received: ${received}.`);
  if (by === 'column' && column.type !== 'text')
    throw refused('/split/column', `Expected a column of texts that names the parts. Received: ${received}.`);
  return column;
}
