/**
 * Programs of this repository for processes of their own: compiled beside compiled tests, which is how `npm test` runs them, and
 * with tsx beside sources, which is how the benches use this folder.
 */
import path from 'node:path';
import { compiledPathOf } from '../../scripts/compile.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const compiled = import.meta.url.endsWith('.js');

/** What node has to be told before the program's file. */
export const NODE_ARGS: readonly string[] = compiled ? [] : ['--import', import.meta.resolve('tsx')];

/**
 * @param source from the project's root: `src/api/main.ts`
 * @returns the file that node runs
 */
export function programOf(source: string): string {
  return path.join(ROOT, compiled ? compiledPathOf(source) : source);
}
