/** Programs of this repository for processes of their own, compiled as the tests are. */
import path from 'node:path';
import { compiledPathOf } from '../../scripts/compile.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * @param source from the project's root: `src/api/main.ts`
 * @returns the file that node runs
 */
export function programOf(source: string): string {
  return path.join(ROOT, compiledPathOf(source));
}
