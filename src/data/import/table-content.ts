/** Puts together what is known of a table that has been written: its columns, its kind, what to learn, what to look out for. */
import { messageOf } from '../../errors.ts';
import type { ColumnProfile } from '../manifest.ts';
import type { CsvReading } from '../preprocessing/csv-reading.ts';
import type { Engine } from '../table/index.ts';
import { useOf } from './column-use.ts';
import { findRow } from './find-row.ts';
import type { Imported, ImportTools } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { type ColumnFacts, profileColumns } from './profile.ts';
import { refusedData } from './refusal.ts';
import { profileSeries } from './series-profile.ts';
import { spoiltColumns } from './spoilt-columns.ts';
import type { WrittenTable } from './table-copy.ts';
import { findRoles } from './table-kind.ts';
import { warnOf } from './warnings.ts';

/** @throws AppError ERR_DATA for a table without rows, with too many, and with infinite numbers. */
export async function describeTable(
  engine: Engine,
  table: WrittenTable,
  options: ImportOptions,
  tools: ImportTools,
): Promise<Imported> {
  const { from, scan, choices } = table;
  const { signal } = tools;
  const [counted] = await engine.rows(`SELECT count(*)::DOUBLE AS n FROM ${from}`, signal);
  const rows = Number(counted?.['n']);
  const file = scan.files[0]?.name;
  if (rows === 0) throw refusedData('at least one row', `none in ${file}`);
  if (rows > tools.limits.rowsMax) throw refusedData(`at most ${tools.limits.rowsMax} rows`, `${rows}`);
  const typed = scan.columns.map(({ name }, index) => ({ name, type: choices[index]?.candidate.type ?? 'text' }));
  tools.progress(0.6, 'Counting values');
  const facts = await profileColumns(engine, from, typed, options.target, signal, (share) => {
    tools.progress(0.6 + 0.2 * share, 'Counting values');
  });
  await refuseInfinite(engine, table, facts, signal);
  const profiled = facts.map((each, index) => toProfile(each, choices[index]?.candidate.dateFormat));
  const { kind, ...roles } = await findRoles(engine, from, profiled, rows, options, signal);
  const columns =
    roles.series === undefined
      ? profiled
      : await profileSeries(engine, from, profiled, { ...roles, series: roles.series }, signal);
  tools.progress(0.85, 'Looking for what may go wrong');
  const { target, series } = roles;
  const found = await warnOf({ engine, from, columns, rows, target, series, signal });
  const spoilt = await spoiltColumns(engine, table, options, signal);
  const notes = choices.flatMap(({ note }) => (note === undefined ? [] : [note]));
  return {
    kind,
    rows,
    content: { form: 'table', columns, ...roles, ...readingOf(options) },
    warnings: [...scan.notes, ...notes, ...spoilt, ...found],
  };
}

/** What the options say of how a text is written: predictions are written like that, too. */
function readingOf({ encoding, delimiter, nulls }: ImportOptions): { readonly csv?: CsvReading } {
  const csv = { ...(encoding && { encoding }), ...(delimiter && { delimiter }), ...(nulls && { nulls }) };
  return Object.keys(csv).length > 0 ? { csv } : {};
}

function toProfile(facts: ColumnFacts, dateFormat: string | undefined): ColumnProfile {
  const { name, type, nulls, distinct, range, values, lengths } = facts;
  return {
    ...{ name, type, ...useOf(facts), nulls, distinct },
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(range === undefined ? {} : { range: finiteRange(range) }),
    ...(values === undefined ? {} : { values }),
    ...(lengths === undefined ? {} : { lengths }),
  };
}

/** A mean of numbers near the largest that there are may be none itself, and JSON knows no infinity. */
function finiteRange({
  min,
  max,
  mean,
  deviation,
}: NonNullable<ColumnFacts['range']>): NonNullable<ColumnProfile['range']> {
  return {
    ...{ min, max },
    mean: Number.isFinite(mean) ? mean : min / 2 + max / 2,
    deviation: Number.isFinite(deviation) ? deviation : max / 2 - min / 2,
  };
}

/** @throws AppError ERR_DATA that names the row. */
async function refuseInfinite(
  engine: Engine,
  { scan, choices }: WrittenTable,
  facts: readonly ColumnFacts[],
  signal: AbortSignal,
): Promise<void> {
  const index = facts.findIndex(({ range }) => range && !(Number.isFinite(range.min) && Number.isFinite(range.max)));
  if (index < 0) return;
  const expected = `finite values in column "${facts[index]?.name}"`;
  const candidate = choices[index]?.candidate;
  const value = candidate?.sql(`c${index}`);
  const infinite = candidate?.type === 'timestamp' ? `NOT isfinite(${value})` : `(isinf(${value}) OR isnan(${value}))`;
  const found = await findRow(engine, scan, `c${index}`, infinite, signal).catch((error: unknown) => {
    throw refusedData(expected, messageOf(error));
  });
  throw refusedData(expected, found ? `${found.value} in row ${found.row} of ${found.file}` : 'an infinite one');
}
