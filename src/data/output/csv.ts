/** Rows as CSV by RFC 4180: a header, commas, quotes where they are needed; null is empty. */
import type { OutputColumn, OutputRow, OutputValue } from './rows.ts';

const LINE_END = '\r\n';
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
const LIST_SEPARATOR = '|';

export async function* csvText(
  columns: readonly OutputColumn[],
  rows: AsyncIterable<readonly OutputRow[]>,
): AsyncGenerator<Uint8Array, void, void> {
  const fields = columns.flatMap(fieldsOf);
  yield Buffer.from(lineOf(fields.map(({ name }) => name)));
  for await (const some of rows) yield Buffer.from(some.map((row) => lineOf(fields.map(({ of }) => of(row)))).join(''));
}

interface Field {
  readonly name: string;
  of(row: OutputRow): string;
}

function fieldsOf({ name, type, names }: OutputColumn): Field[] {
  if (type !== 'map') return [{ name, of: (row) => textOf(row[name]) }];
  return (names ?? []).map((key) => ({
    name: `${name}.${key}`,
    of: (row) => textOf((row[name] as Readonly<Record<string, number>> | undefined)?.[key]),
  }));
}

function textOf(value: OutputValue): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(LIST_SEPARATOR) : String(value);
}

function lineOf(values: readonly string[]): string {
  return values.map(quoted).join(',') + LINE_END;
}

function quoted(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
