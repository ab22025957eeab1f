/**
 * The losses a job may ask for: Keras' names, arguments and defaults, in camelCase. Where the target is a class, its number
 * is the target: what Keras compares with one-hot targets is compared with those of the class numbers.
 */
import Type, { type Static, type TSchema } from 'typebox';
import type { Problem } from '../../errors.ts';
import type { TaskType } from './task.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const Factor = Type.Number({ minimum: 0, maximum: 1000 });
const CLASSES_MAX = 16_384;

function loss<const T extends string, P extends Record<string, TSchema>>(type: T, settings: P) {
  return Type.Object({ type: Type.Literal(type), ...settings }, { additionalProperties: false });
}

/** `labelSmoothing`: so much of each target is spread evenly over all classes. */
const SparseCategoricalCrossentropy = loss('sparseCategoricalCrossentropy', { labelSmoothing: Type.Optional(Share) });
/** `alpha`: a factor for all classes, or one for each. `gamma`: how much less an example counts the surer the network is. */
const CategoricalFocalCrossentropy = loss('categoricalFocalCrossentropy', {
  alpha: Type.Optional(Type.Union([Factor, Type.Array(Factor, { minItems: 1, maxItems: CLASSES_MAX })])),
  gamma: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  labelSmoothing: Type.Optional(Share),
});
/** `labelSmoothing`: so much of each target is taken towards one half. */
const BinaryCrossentropy = loss('binaryCrossentropy', { labelSmoothing: Type.Optional(Share) });
const MeanSquaredError = loss('meanSquaredError', {});
const MeanAbsoluteError = loss('meanAbsoluteError', {});
/** `delta`: the error from which on the loss grows only linearly. */
const Huber = loss('huber', { delta: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })) });
const Hinge = loss('hinge', {});
const CategoricalHinge = loss('categoricalHinge', {});
const KlDivergence = loss('klDivergence', {});

export const LOSSES = [
  'sparseCategoricalCrossentropy',
  'categoricalFocalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
  'hinge',
  'categoricalHinge',
  'klDivergence',
] as const;
export type LossName = (typeof LOSSES)[number];

export const Loss = Type.Union([
  Type.Enum([...LOSSES]),
  SparseCategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  BinaryCrossentropy,
  MeanSquaredError,
  MeanAbsoluteError,
  Huber,
  Hinge,
  CategoricalHinge,
  KlDivergence,
]);
type Settings = Exclude<Static<typeof Loss>, LossName>;
export type Loss = LossName | Settings;

type Resolved<S> = S extends Settings ? Required<S> : never;
/** With nothing left open. */
export type ResolvedLoss = Resolved<Settings>;

/** Keras 3's own defaults. */
const DEFAULTS: { readonly [T in LossName]: Extract<ResolvedLoss, { type: T }> } = {
  sparseCategoricalCrossentropy: { type: 'sparseCategoricalCrossentropy', labelSmoothing: 0 },
  categoricalFocalCrossentropy: { type: 'categoricalFocalCrossentropy', alpha: 0.25, gamma: 2, labelSmoothing: 0 },
  binaryCrossentropy: { type: 'binaryCrossentropy', labelSmoothing: 0 },
  meanSquaredError: { type: 'meanSquaredError' },
  meanAbsoluteError: { type: 'meanAbsoluteError' },
  huber: { type: 'huber', delta: 1 },
  hinge: { type: 'hinge' },
  categoricalHinge: { type: 'categoricalHinge' },
  klDivergence: { type: 'klDivergence' },
};

const OF_LABELS = ['binaryCrossentropy', 'meanSquaredError', 'meanAbsoluteError', 'huber', 'hinge'] as const;
const OF_NUMBERS = ['meanSquaredError', 'meanAbsoluteError', 'huber'] as const;
const OF_TASK: { readonly [T in TaskType]: readonly LossName[] } = {
  classification: LOSSES,
  multiLabelClassification: OF_LABELS,
  regression: OF_NUMBERS,
};

export const DEFAULT_LOSSES = {
  classification: 'sparseCategoricalCrossentropy',
  multiLabelClassification: 'binaryCrossentropy',
  regression: 'meanSquaredError',
} as const satisfies Record<TaskType, LossName>;

export function resolveLoss(loss: Loss): ResolvedLoss {
  if (typeof loss === 'string') return DEFAULTS[loss];
  return { ...DEFAULTS[loss.type], ...loss } as ResolvedLoss;
}

/** A loss that does not fit the task, or the number of its outputs. */
export function lossProblems(loss: Loss | undefined, task: TaskType, outputs: number): Problem[] {
  if (loss === undefined) return [];
  const name = typeof loss === 'string' ? loss : loss.type;
  if (!OF_TASK[task].includes(name)) {
    const pointer = typeof loss === 'string' ? '/training/loss' : '/training/loss/type';
    return [{ pointer, detail: `Expected a loss for ${task}: ${OF_TASK[task].join(', ')}. Received: "${name}".` }];
  }
  if (typeof loss !== 'object') return [];
  if (loss.type !== 'categoricalFocalCrossentropy' || !Array.isArray(loss.alpha)) return [];
  const { length } = loss.alpha;
  if (length === outputs) return [];
  const detail = `Expected a number, or one for each of ${outputs} classes. Received: ${length} numbers.`;
  return [{ pointer: '/training/loss/alpha', detail }];
}
