/** The figures by which a training can be judged, as its task and its metrics have them. */
import { wordsOf } from '../../parts/job-words.ts';
import { valueAt } from './draft.ts';
import type { Form } from './form.tsx';

/** Told of every training of a task. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  classification: ['accuracy'],
  multiLabelClassification: ['accuracy', 'precision', 'recall', 'f1Score'],
  regression: ['meanAbsoluteError', 'rootMeanSquaredError', 'r2Score'],
};
/** Told where they are asked for. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  classification: ['topKCategoricalAccuracy', 'precision', 'recall', 'f1Score', 'auc'],
  multiLabelClassification: ['auc'],
  regression: [],
};
const NAMES: Readonly<Record<string, string>> = {
  topKCategoricalAccuracy: 'right among the first five',
  f1Score: 'F1 score',
  auc: 'area under the curve (AUC)',
  r2Score: 'R² score',
};

/** How a figure reads. */
export function figureName(name: string): string {
  return NAMES[name] ?? wordsOf(name);
}

/** Metrics that can be asked for besides those of the task. */
export function metricsOf({ known }: Form): readonly string[] {
  return MORE[known.task ?? 'classification'] ?? [];
}

/** By their names in a request, those of the rows held back first. */
export function figuresOf(form: Form): Readonly<Record<string, string>> {
  const asked = valueAt(form.draft, '/training/metrics');
  const more = Array.isArray(asked) ? asked.map((each) => String(valueAt(each, '/type') ?? each)) : [];
  const names = [...new Set(['loss', ...(ALWAYS[form.known.task ?? 'classification'] ?? []), ...more])];
  const held = names.map((name) => [`val${name[0]?.toUpperCase()}${name.slice(1)}`, `${figureName(name)}, validation`]);
  // No epoch tells an area under a curve of what it trains on.
  const own = names.filter((name) => name !== 'auc').map((name) => [name, `${figureName(name)}, training`]);
  return Object.fromEntries([...held, ...own]);
}
