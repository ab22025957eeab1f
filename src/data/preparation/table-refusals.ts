/** How preparation says that a row does not fit its plan. */
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';

/** @param row from 0; messages count from 1. */
export function unfitRow(row: number, column: string, expected: string, received: unknown): AppError {
  return unfit(`Expected ${expected} in row ${row + 1}, column "${column}". Received: ${show(received)}.`);
}

export function unfit(detail: string): AppError {
  return new AppError('ERR_TRAINING', detail, { problems: [{ pointer: '/dataset', detail }] });
}
