/** Which array of several is what: inputs or labels, of which part, as their names say. Knows nothing of their contents. */
import { refusedData, someOf } from './refusal.ts';

export const ARRAY_PARTS = ['train', 'validation', 'test'] as const;
export type ArrayPart = (typeof ARRAY_PARTS)[number];

export interface PartArrays<T> {
  readonly inputs: T;
  readonly labels?: T | undefined;
}

/** One part only where the arrays are not divided: it is `train` then. */
export interface NamedArrays<T> {
  readonly divided: boolean;
  readonly parts: Partial<Record<ArrayPart, PartArrays<T>>>;
}

const INPUTS = ['inputs', 'input', 'x', 'data', 'images', 'features'];
const LABELS = ['labels', 'label', 'y', 'targets', 'target', 'outputs', 'classes'];
const PARTS: Readonly<Record<string, ArrayPart>> = {
  ...{ train: 'train', training: 'train', test: 'test', testing: 'test', t10k: 'test' },
  ...{ validation: 'validation', valid: 'validation', val: 'validation', dev: 'validation' },
};

/**
 * Understands `inputs`, `labels`, `X`, `y`, `x_train`, `train_inputs`, `test-labels` and the like.
 * @throws AppError ERR_DATA that names what has no meaning, comes twice, or lacks its counterpart.
 */
export function nameArrays<T>(arrays: readonly (readonly [name: string, array: T])[]): NamedArrays<T> {
  const found: Partial<Record<ArrayPart, { inputs?: T; labels?: T }>> = {};
  let divided = false;
  for (const [name, array] of arrays) {
    const meaning = meaningOf(name) ?? (arrays.length === 1 ? { role: 'inputs' as const, part: undefined } : undefined);
    if (!meaning) {
      throw refusedData(
        'arrays named "inputs" and "labels", or "x_train", "y_train", "x_test", "y_test"',
        someOf(arrays.map(([each]) => each)),
      );
    }
    divided ||= meaning.part !== undefined;
    const part = meaning.part ?? 'train';
    const place = found[part] ?? {};
    if (place[meaning.role] !== undefined)
      throw refusedData(`one array of ${meaning.role} for "${part}"`, `${JSON.stringify(name)} too`);
    place[meaning.role] = array;
    found[part] = place;
  }
  return { divided, parts: completed(found) };
}

function meaningOf(name: string): { role: 'inputs' | 'labels'; part: ArrayPart | undefined } | undefined {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const parts = words.flatMap((word) => (Object.hasOwn(PARTS, word) ? [PARTS[word]] : []));
  const roles = words.flatMap((word) =>
    INPUTS.includes(word) ? ['inputs' as const] : LABELS.includes(word) ? ['labels' as const] : [],
  );
  const [role] = roles;
  return role && roles.length === 1 && parts.length <= 1 ? { role, part: parts[0] } : undefined;
}

function completed<T>(found: Partial<Record<ArrayPart, { inputs?: T; labels?: T }>>): NamedArrays<T>['parts'] {
  const parts: Partial<Record<ArrayPart, PartArrays<T>>> = {};
  for (const part of ARRAY_PARTS) {
    const arrays = found[part];
    if (!arrays) continue;
    if (arrays.inputs === undefined) throw refusedData(`inputs for "${part}"`, 'labels only');
    parts[part] = { inputs: arrays.inputs, labels: arrays.labels };
  }
  if (!parts.train) throw refusedData('arrays to train with', 'none');
  const labelled = Object.values(parts).filter(({ labels }) => labels !== undefined).length;
  if (labelled > 0 && labelled < Object.keys(parts).length)
    throw refusedData('labels for every part', 'a part without');
  return parts;
}
