/** From uploaded files to a dataset: which importer takes them is told by their content. */
import { importArchive } from './archive.ts';
import { importArrays } from './arrays.ts';
import { importIdx } from './idx.ts';
import type { Importer } from './importing.ts';
import { refusedData } from './refusal.ts';
import { type Format, sniffFormat } from './sniff.ts';
import { importTables } from './tables.ts';

/** Names of an object of JSON that hold an array's numbers rather than rows. */
const ARRAY_KEYS = ['inputs', 'labels'];

export const importFiles: Importer = async (source, tools) => {
  if (source.files.length === 0) throw refusedData('at least one file', 'none');
  const importers: Importer[] = [];
  for (const file of source.files) importers.push(importerOf(await sniffFormat(file.path, file.name)));
  const [importer, ...others] = importers;
  const other = others.findIndex((each) => each !== importer);
  if (!importer || other >= 0) {
    throw refusedData('files of one kind of data', `${source.files[0]?.name} and ${source.files[other + 1]?.name}`);
  }
  return importer(source, tools);
};

function importerOf({ name, key }: Format): Importer {
  switch (name) {
    case 'npy':
    case 'npz':
      return importArrays;
    case 'json':
      return key !== undefined && ARRAY_KEYS.includes(key) ? importArrays : importTables;
    case 'idx':
      return importIdx;
    case 'zip':
      return importArchive;
    default:
      return importTables;
  }
}
