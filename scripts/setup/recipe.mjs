// @ts-check
/** Names what a cache entry was made from: another recipe gives another name, so no entry is ever out of date. */
import { createHash } from 'node:crypto';

/**
 * A short digest of everything that determines an entry's content.
 * @param {...unknown} ingredients anything that JSON can hold
 */
export function recipeHash(...ingredients) {
  return createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 12);
}
