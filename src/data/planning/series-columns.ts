/** What a table of series is made of, and whether its columns can be what they were taken for. */
import type { Problem } from '../../errors.ts';
import type { ColumnProfile } from '../manifest.ts';

export interface SeriesTable {
  readonly layout: 'long' | 'wide';
  readonly goal: 'classify' | 'forecast';
  readonly series?: ColumnProfile;
  readonly time?: ColumnProfile;
  readonly targets: readonly ColumnProfile[];
  readonly features: readonly ColumnProfile[];
  readonly counts: SeriesCounts;
}

/** Of a long table. */
export interface SeriesCounts {
  readonly rows: number;
  readonly series: number;
  /** Steps of a series, on average. */
  readonly average: number;
  /** Of the longest one, where the manifest tells. */
  readonly longest?: number;
  readonly alike: boolean;
}

/** What a step may hold: times are no numbers to scale. */
export function isNumeric({ type }: ColumnProfile): boolean {
  return type === 'number' || type === 'integer' || type === 'boolean';
}

/** @returns problems that point into the request. */
export function columnProblems({ layout, goal, series, time, targets, features }: SeriesTable): Problem[] {
  const problems: Problem[] = [];
  const expect = (holds: boolean, pointer: string, expected: string, received: string): void => {
    if (!holds) problems.push({ pointer, detail: `Expected ${expected}. Received: ${received}.` });
  };
  const inWords = ({ name, type }: ColumnProfile): string => `"${name}" of type ${type}`;
  expect(features.length > 0, '/features', 'a column of numbers as input', 'none');
  for (const feature of features) {
    expect(isNumeric(feature), '/features', 'columns of numbers', inWords(feature));
    expect(feature !== series, '/features', 'other columns than that of the series', `"${feature.name}"`);
    const isTarget = goal === 'classify' && targets.includes(feature);
    expect(!isTarget, '/features', 'features without the target', `"${feature.name}"`);
  }
  for (const target of targets) {
    const isKey = target === series || target === time;
    expect(!isKey, '/target', 'another column than those of series and time', `"${target.name}"`);
    if (goal === 'forecast') expect(isNumeric(target), '/target', 'numbers to forecast', inWords(target));
  }
  if (goal === 'classify') expect(targets.length === 1, '/target', 'one column', `${targets.length}`);
  if (goal === 'classify' && layout === 'long')
    expect(series !== undefined, '/preprocessing/series', 'the column that tells the series', 'none');
  if (time)
    expect(time.type !== 'text' && time.type !== 'boolean', '/preprocessing/time', 'numbers or times', inWords(time));
  return problems;
}
