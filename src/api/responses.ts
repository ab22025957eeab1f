/** The failures that a route documents, by status. */
import type { TObject } from 'typebox';
import { Problem } from './problem.ts';

export function failures(...statuses: readonly number[]): Record<number, TObject> {
  return Object.fromEntries([401, ...statuses].map((status) => [status, Problem]));
}
