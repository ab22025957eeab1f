/** How names and values that users chose stand in SQL: never as anything but names and values. */
import { AppError } from '../../errors.ts';

/** @throws AppError ERR_DATA for a name that SQL cannot hold. */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new AppError('ERR_DATA', 'Expected column names without NUL. Received: one with it.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** @throws AppError ERR_DATA for a text that SQL cannot hold. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new AppError('ERR_DATA', 'Expected text without NUL. Received: text with it.');
  return `'${text.replaceAll("'", "''")}'`;
}
