/** Fields and values of a sweep as people read them. */
import { number } from '../../parts/format.ts';

/** `/training/optimizer/learningRate` is learningRate, unless another field is called so, too. */
export function namesOf(fields: readonly string[]): ReadonlyMap<string, string> {
  const last = (field: string): string => field.split('/').at(-1) ?? field;
  const isAlone = (field: string): boolean => fields.filter((each) => last(each) === last(field)).length === 1;
  return new Map(fields.map((field) => [field, isAlone(field) ? last(field) : field.slice(1).replaceAll('/', ' ')]));
}

/** Without the marks of JSON where that is clear. */
export function shown(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return Math.abs(value) < 0.001 && value !== 0 ? value.toExponential(1) : number(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.map(shown).join(', ');
  return JSON.stringify(value);
}
