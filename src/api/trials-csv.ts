/** A sweep's table as CSV (RFC 4180): a row for each trial, a column for each field that was searched. */
import type { TrialResult } from '../models/specification/index.ts';

const COLUMNS = ['rank', 'trial', 'status', 'epochs', 'metric', 'std', 'stoppedAt'] as const;
const LINE_END = '\r\n';

/** @param fields of the space: their values are JSON where they are no plain text. */
export function tableAsCsv(trials: readonly TrialResult[], fields: readonly string[]): string {
  const rows = trials.map((trial) => [
    ...COLUMNS.map((name) => trial[name] ?? ''),
    ...fields.map((field) => trial.values[field]),
    trial.jobs.join(' '),
  ]);
  return [[...COLUMNS, ...fields, 'jobs'], ...rows].map((row) => row.map(cellOf).join(',') + LINE_END).join('');
}

function cellOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  // A spreadsheet would take some texts for formulas.
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
