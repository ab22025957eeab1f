/** Whether a dataset tells the truth about what a version predicts: targets of its task, with labels that it knows. */
import type { Problem } from '../../errors.ts';
import type { DataPlan, Task } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest } from '../manifest.ts';
import { unknownName } from '../nearest.ts';
import { partsOf } from '../planning/target-labels.ts';
import { textOfProfile } from '../preprocessing/columns/cells.ts';

const SHOWN_MAX = 5;

/**
 * @param plan by which its rows would be read.
 * @param asked the target that the request names.
 */
export function targetProblems(
  manifest: DatasetManifest,
  version: string,
  plan: DataPlan,
  asked: readonly string[] | undefined,
): Problem[] {
  if (manifest.content.form === 'table' && 'target' in plan)
    return columnTargetProblems(manifest, version, plan, asked);
  if (asked) {
    const detail = `Expected no target for data of kind "${manifest.kind}" that has no columns. Received: ${JSON.stringify(asked)}.`;
    return [{ pointer: '/target', detail }];
  }
  const detail = arrayTargetProblem(manifest, version, plan.task);
  return detail === undefined ? [] : [{ pointer: '/dataset', detail }];
}

function columnTargetProblems(
  { content }: DatasetManifest,
  version: string,
  { task, target }: Extract<DataPlan, { target: unknown }>,
  asked: readonly string[] | undefined,
): Problem[] {
  const columns = content.form === 'table' ? content.columns : [];
  return target.columns.flatMap((name, index) => {
    const column = columns.find((each) => each.name === name);
    const pointer = target.columns.length > 1 && asked ? `/target/${index}` : '/target';
    if (!column) {
      const received = asked
        ? unknownName(
            name,
            columns.map((each) => each.name),
          )
        : 'none of that name';
      const detail = `Expected a column "${name}" to compare predictions with, or another target. Received: ${received}.`;
      return [{ pointer, detail }];
    }
    const detail = columnProblem(column, version, task, target.separator);
    return detail === undefined ? [] : [{ pointer, detail }];
  });
}

function columnProblem(
  column: ColumnProfile,
  version: string,
  { type, labels }: Task,
  separator: string | undefined,
): string | undefined {
  const { name, values = [] } = column;
  const isNumeric = column.type === 'number' || column.type === 'integer' || column.type === 'boolean';
  if (column.nulls > 0 && column.distinct === 0) return `Expected values in column "${name}". Received: none.`;
  if (type === 'regression')
    return isNumeric ? undefined : `Expected numbers in column "${name}". Received: ${column.type}.`;
  if (type === 'multiLabelClassification' && separator === undefined)
    return isNumeric ? undefined : `Expected 0 and 1 in column "${name}". Received: ${column.type}.`;
  const listed = values.map(({ value }) => textOfProfile(column.type, value));
  return unknownLabels(
    listed.flatMap((value) => (separator === undefined ? [value] : partsOf(value, separator))),
    {
      ...{ version, labels, where: ` in column "${name}"` },
    },
  );
}

function arrayTargetProblem({ content }: DatasetManifest, version: string, task: Task): string | undefined {
  const targets = content.form === 'array' ? content.targets : undefined;
  if (!targets) return 'Expected a dataset with labels to compare predictions with. Received: one without.';
  const { type, labels } = task;
  const mismatch = (received: string): string =>
    `Expected targets of a ${type}, as ${version} was trained for. Received: ${received}.`;
  switch (targets.kind) {
    case 'numbers':
      if (type !== 'regression') return mismatch('numbers');
      return targets.names.length === labels.length
        ? undefined
        : `Expected ${labels.length} numbers for each row. Received: ${targets.names.length}.`;
    case 'labels':
      return type === 'multiLabelClassification'
        ? unknownLabels(targets.labels, { version, labels, where: '' })
        : mismatch('labels that do not exclude each other');
    case 'classes':
      if (type === 'regression' && targets.numeric) return undefined;
      return type === 'classification'
        ? unknownLabels(targets.labels, { version, labels, where: '' })
        : mismatch('classes');
  }
}

interface Known {
  readonly version: string;
  readonly labels: readonly string[];
  readonly where: string;
}

function unknownLabels(values: readonly string[], { version, labels, where }: Known): string | undefined {
  const known = new Set(labels);
  const strange = [...new Set(values)].filter((value) => !known.has(value));
  if (strange.length === 0) return undefined;
  return `Expected labels that ${version} knows${where}: ${listed(labels)}. Received: ${listed(strange)} too.`;
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, SHOWN_MAX).map((label) => JSON.stringify(label.slice(0, 60)));
  return `${shown.join(', ')}${labels.length > shown.length ? ` and ${labels.length - shown.length} more` : ''}`;
}
