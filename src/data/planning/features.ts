/** Which columns of a table a network gets, and as what. Knows nothing of the target but which columns it is. */
import type { Problem } from '../../errors.ts';
import type { CategoryColumn, COLUMN_FORMS, DataRequest, FeaturePlan } from '../../models/specification/index.ts';
import { escapePointer } from '../../validation.ts';
import type { ColumnProfile } from '../manifest.ts';
import { DATE_INPUTS } from '../preprocessing/columns/date.ts';
import type { ColumnIndex } from './features-columns.ts';
import type { PlanningOptions } from './kind.ts';
import { collected, refused, refusedAll } from './refusals.ts';

type Form = (typeof COLUMN_FORMS)[number];
type Settings = NonNullable<DataRequest['preprocessing']>;

/** Above it, an input for each value costs more than a list of numbers for each, and tells nothing of the values left over. */
const ONE_HOT_MAX = 50;
/** Rows of an embedding that are learnt and saved. */
const EMBEDDED_MAX = 10_000;
/** As a layer may have. */
const EMBEDDED_COLUMNS_MAX = 1000;
const PROBLEMS_MAX = 20;
/** Of one example: more would be a network that cannot be trained here, and examples that fill the disk. */
const INPUTS_MAX = 100_000;

/**
 * @param columns of the dataset, in its order: the features keep it, or the request's.
 * @param excluded the target's columns and the one to split by: no features unless the request names them; a target never.
 * @throws AppError ERR_TRAINING with all columns that are unknown or cannot be what the request wants.
 */
export function planFeatures(
  columns: readonly ColumnProfile[],
  { request, embeds = false }: PlanningOptions,
  index: ColumnIndex,
  excluded: { readonly target: ReadonlySet<string>; readonly split: string | undefined },
): FeaturePlan[] {
  const { preprocessing = {} } = request;
  const wanted = new Map(Object.entries(preprocessing.columns ?? {}));
  const chosen = request.features
    ? namedFeatures(request.features, index, excluded.target)
    : columns.filter(({ name }) => !excluded.target.has(name) && name !== excluded.split);
  const problems = overrideProblems(wanted, chosen, index);
  const features = chosen.flatMap((column) => {
    const form = formOf(column, wanted.get(column.name), request.features !== undefined, problems);
    return form ? [featureOf(column, form, preprocessing, embeds)] : [];
  });
  if (problems.length > 0) throw refusedAll(problems.slice(0, PROBLEMS_MAX));
  if (features.length === 0)
    throw refused('/features', 'Expected a column besides the target to learn from. Received: none that is of use.');
  const embedded = features.filter(({ as }) => as === 'embedding').length;
  if (embedded > EMBEDDED_COLUMNS_MAX)
    throw refused('/features', `Expected at most ${EMBEDDED_COLUMNS_MAX} columns to embed. Received: ${embedded}.`);
  const inputs = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  if (inputs <= INPUTS_MAX) return features;
  throw refused('/features', `Expected at most ${INPUTS_MAX} inputs of a network. Received: ${inputs}.`);
}

/** How many inputs of the network a column becomes. */
export function widthOf(feature: FeaturePlan): number {
  if (feature.as === 'category') return feature.size;
  if (feature.as === 'embedding') return 1;
  return (feature.as === 'number' ? 1 : DATE_INPUTS) + (feature.nullable ? 1 : 0);
}

/** Where the numbers of categories stand among the inputs. */
export function categoryColumns(features: readonly FeaturePlan[]): CategoryColumn[] {
  const columns: CategoryColumn[] = [];
  let index = 0;
  for (const feature of features) {
    if (feature.as === 'embedding') columns.push({ index, inputDim: feature.size });
    index += widthOf(feature);
  }
  return columns;
}

function namedFeatures(names: readonly string[], index: ColumnIndex, target: ReadonlySet<string>): ColumnProfile[] {
  const problems: Problem[] = [];
  const columns = names.flatMap((name, position) => {
    const pointer = `/features/${position}`;
    const detail = `Expected a column that is no target. Received: ${JSON.stringify(name)}.`;
    if (target.has(name)) problems.push({ pointer, detail });
    if (problems.length >= PROBLEMS_MAX) throw refusedAll(problems);
    return collected(problems, () => index.get(name, pointer)) ?? [];
  });
  if (problems.length > 0) throw refusedAll(problems);
  return columns;
}

/** Columns that the request takes for something, without their being features. */
function overrideProblems(
  wanted: ReadonlyMap<string, Form>,
  chosen: readonly ColumnProfile[],
  index: ColumnIndex,
): Problem[] {
  const problems: Problem[] = [];
  const features = new Set(chosen.map(({ name }) => name));
  for (const name of wanted.keys()) {
    if (problems.length >= PROBLEMS_MAX) break;
    const pointer = pointerTo(name);
    if (!collected(problems, () => index.get(name, pointer)) || features.has(name)) continue;
    const detail = `Expected one of the features. Received: ${JSON.stringify(name)}, which is none.`;
    problems.push({ pointer, detail });
  }
  return problems;
}

/** What a column becomes; undefined for one that is left out, or that adds to the problems. */
function formOf(
  column: ColumnProfile,
  wanted: Form | undefined,
  isNamed: boolean,
  problems: Problem[],
): Form | undefined {
  if (wanted) {
    const detail = `Expected ${possibleForms(column).join(' or ')} for a column of type ${column.type}. Received: "${wanted}".`;
    if (possibleForms(column).includes(wanted)) return wanted;
    problems.push({ pointer: pointerTo(column.name), detail });
    return undefined;
  }
  if (column.becomes !== 'ignored' && column.becomes !== 'text') return column.becomes;
  if (!isNamed) return undefined;
  // Whoever names a column wants it, whatever made the import pass it over. Free text would become thousands of categories.
  if (column.becomes === 'ignored') return possibleForms(column)[0];
  const advice = `or {"columns":{${JSON.stringify(column.name)}:"category"}} in preprocessing`;
  const detail = `Expected columns of numbers, categories or dates, ${advice}. Received: "${column.name}", of texts.`;
  problems.push({ pointer: '/features', detail });
  return undefined;
}

/** The likeliest first. */
function possibleForms({ type }: ColumnProfile): readonly Form[] {
  const category = ['category', 'oneHot', 'embedding'] as const;
  switch (type) {
    case 'text':
      return category;
    case 'boolean':
      return ['number', ...category];
    case 'timestamp':
      return ['date', 'number', ...category];
    case 'number':
    case 'integer':
      return ['number', ...category, 'date'];
  }
}

/** @param embeds whether the network does, so that columns of many values may be left to it. */
function featureOf(
  column: ColumnProfile,
  form: Form,
  { scaling, categoriesMax = ONE_HOT_MAX }: Settings,
  embeds: boolean,
): FeaturePlan {
  const nullable = column.nulls > 0;
  const named = { name: column.name, nullable };
  if (form === 'date') return { ...named, as: form };
  if (form === 'number') return { ...named, as: form, scaling: scaling ?? 'standard' };
  const values = column.distinct + (nullable ? 1 : 0);
  const embedded = form === 'embedding' || (form === 'category' && embeds && values > categoriesMax);
  if (embedded) return { ...named, as: 'embedding', size: Math.min(values, EMBEDDED_MAX) + 1 };
  return { ...named, as: 'category', size: Math.min(values, categoriesMax) + 1 };
}

function pointerTo(name: string): string {
  return `/preprocessing/columns/${escapePointer(name)}`;
}
