/** Which options hold for a table of which format, and whether the columns that they name are there. */
import { expectOptions } from './expected-options.ts';
import type { ImportOptions } from './options.ts';
import { refusedOption } from './refusal.ts';
import type { FormatName } from './sniff.ts';

const COLUMNS = ['target', 'text', 'series', 'time'] as const;
const ALWAYS = ['kind', 'types', 'dateFormat', ...COLUMNS] as const;
const CSV_ONLY = ['delimiter', 'header', 'decimal', 'nulls'] as const;
const KINDS: readonly string[] = ['tabular', 'text', 'sequence'];

/** @throws AppError ERR_DATA for an option that means nothing here: it is not passed over in silence. */
export function checkOptions(options: ImportOptions, format: FormatName): void {
  const encoded = format === 'parquet' ? [] : (['encoding'] as const);
  expectOptions(options, [...ALWAYS, ...encoded, ...(format === 'csv' ? CSV_ONLY : [])], `a table of format ${format}`);
  const { kind, delimiter, dateFormat } = options;
  if (kind && !KINDS.includes(kind)) throw refusedOption('kind', `a table to be ${KINDS.join(', ')}`, `"${kind}"`);
  if (delimiter !== undefined && /["\0\r\n]/.test(delimiter)) {
    throw refusedOption(
      'delimiter',
      'a delimiter other than a quote, NUL or the end of a line',
      JSON.stringify(delimiter),
    );
  }
  if (dateFormat !== undefined && !/%[a-zA-Z-]/.test(dateFormat)) {
    throw refusedOption('dateFormat', 'a dateFormat of strptime, as %d.%m.%Y', JSON.stringify(dateFormat));
  }
}

/** @throws AppError ERR_DATA for a column that the table has not. */
export function checkColumns(options: ImportOptions, names: readonly string[]): void {
  const wanted = COLUMNS.flatMap((option) =>
    options[option] === undefined ? [] : [[option, options[option]] as const],
  );
  const typed = Object.keys(options.types ?? {}).map((name) => ['types', name] as const);
  for (const [option, name] of [...wanted, ...typed]) {
    if (names.includes(name)) continue;
    const list = names.length > 20 ? `${names.slice(0, 20).join(', ')}, …` : names.join(', ');
    throw refusedOption(option, `one of the columns ${list} as ${option}`, JSON.stringify(name));
  }
}
