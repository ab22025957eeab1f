/** Options of an upload that mean nothing for its format are refused: ignored, they would let a user believe in them. */

import type { ImportOptions } from './options.ts';
import { refusedOption } from './refusal.ts';

/**
 * @param fields those that hold.
 * @param format in words: `pictures`.
 * @throws AppError ERR_DATA that names the options which do not hold.
 */
export function expectOptions(options: ImportOptions, fields: readonly (keyof ImportOptions)[], format: string): void {
  const strange = (Object.keys(options) as (keyof ImportOptions)[]).filter((name) => !fields.includes(name));
  const [first] = strange;
  if (first) throw refusedOption(first, `of the options only ${fields.join(', ')} for ${format}`, strange.join(', '));
}
