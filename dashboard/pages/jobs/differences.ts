/** What some jobs were asked for differently, field by field. */
import type { JobData } from '../../../client/types.ts';

export interface Difference {
  /** `training.optimizer.learningRate` */
  readonly field: string;
  /** As words, one for each job. */
  readonly values: readonly string[];
}

const DEPTH_MAX = 6;
const FIELDS_MAX = 12;
const CHARACTERS_MAX = 60;

export function differences(jobs: readonly JobData[]): Difference[] {
  const flat = jobs.map(({ dataset, network, training }) => flatten({ dataset, network, training }));
  const fields = [...new Set(flat.flatMap((each) => [...each.keys()]))];
  return fields
    .map((field) => ({ field, values: flat.map((each) => each.get(field) ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1)
    .slice(0, FIELDS_MAX);
}

/** The fields of an object by their paths, and those of the objects in it. */
export function flatten(value: unknown, path = '', depth = 0): Map<string, string> {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isPlain || depth >= DEPTH_MAX) return new Map([[path, shown(value)]]);
  const entries = Object.entries(value).flatMap(([name, field]) => [
    ...flatten(field, path ? `${path}.${name}` : name, depth + 1),
  ]);
  return new Map(entries);
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.some((each) => typeof each === 'object')) return `${value.length} entries`;
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') || 'none' : String(value);
  return text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}…` : text;
}
