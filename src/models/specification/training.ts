/**
 * How a network is trained: epochs, batches, optimizer, validation, seed. Keras' names and defaults.
 */
import Type, { type Static } from 'typebox';

const EPOCHS_MAX = 10_000;
const BATCH_MAX = 8192;
/** Seeds are unsigned 32-bit integers, as every generator takes them. */
const SEED_MAX = 4_294_967_295;

export const Adam = Type.Object(
  {
    type: Type.Literal('adam'),
    learningRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10 })),
    beta1: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
    beta2: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
    epsilon: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);

export const Optimizer = Type.Union([Type.Literal('adam'), Adam]);

export const Training = Type.Object(
  {
    epochs: Type.Optional(Type.Integer({ minimum: 1, maximum: EPOCHS_MAX })),
    batchSize: Type.Optional(Type.Integer({ minimum: 1, maximum: BATCH_MAX })),
    optimizer: Type.Optional(Optimizer),
    loss: Type.Optional(Type.Literal('sparseCategoricalCrossentropy')),
    metrics: Type.Optional(Type.Array(Type.Literal('accuracy'), { maxItems: 1 })),
    validation: Type.Optional(
      Type.Object({ split: Type.Number({ minimum: 0, maximum: 0.9 }) }, { additionalProperties: false }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: SEED_MAX })),
  },
  { additionalProperties: false },
);

export type Training = Static<typeof Training>;

export interface ResolvedOptimizer {
  readonly type: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Training with nothing left open: what is queued, trained with, and kept in the version's manifest. */
export interface ResolvedTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
  readonly loss: 'sparseCategoricalCrossentropy';
  readonly metrics: readonly 'accuracy'[];
  /** `split`: the part of the training rows, chosen by the seed, that is held back to validate; 0 for none. */
  readonly validation: { readonly split: number };
  readonly seed: number;
}

/** Keras 3's `Adam()`; its learning rate, betas and epsilon. */
const KERAS_ADAM: ResolvedOptimizer = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/**
 * Fills in what the request left open.
 * @param freeSeed the seed of a request that names none: it is drawn once, at submission, and then kept,
 * so that a repeated attempt trains the same network.
 */
export function resolveTraining(training: Training, freeSeed: number): ResolvedTraining {
  const { optimizer = 'adam' } = training;
  return {
    epochs: training.epochs ?? 5,
    batchSize: training.batchSize ?? 32,
    optimizer: optimizer === 'adam' ? KERAS_ADAM : { ...KERAS_ADAM, ...optimizer },
    loss: training.loss ?? 'sparseCategoricalCrossentropy',
    metrics: training.metrics ?? ['accuracy'],
    validation: training.validation ?? { split: 0.1 },
    seed: training.seed ?? freeSeed,
  };
}
