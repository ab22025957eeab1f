/**
 * How the learning rate changes while a network trains: Keras' schedules by step, and its ReduceLROnPlateau by epoch. Each
 * starts from the optimizer's learning rate.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Monitor, MonitorMode } from './monitors.ts';

const Steps = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 10 });

function schedule<const T extends string, P extends Record<string, TSchema>>(type: T, settings: P) {
  return Type.Object({ type: Type.Literal(type), ...settings }, { additionalProperties: false });
}

export const ExponentialDecay = schedule('exponentialDecay', {
  decaySteps: Steps,
  decayRate: Type.Number({ exclusiveMinimum: 0, maximum: 10 }),
  staircase: Type.Optional(Type.Boolean()),
});

/** `values[i]` up to and with step `boundaries[i]`; one value more than boundaries. */
export const PiecewiseConstantDecay = schedule('piecewiseConstantDecay', {
  boundaries: Type.Array(Steps, { minItems: 1, maxItems: 1000 }),
  values: Type.Array(Rate, { minItems: 2, maxItems: 1001 }),
});

export const CosineDecay = schedule('cosineDecay', {
  decaySteps: Steps,
  /** The share of the learning rate that is left at the end. */
  alpha: Type.Optional(Share),
  warmupTarget: Type.Optional(Rate),
  warmupSteps: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
});

export const CosineDecayRestarts = schedule('cosineDecayRestarts', {
  firstDecaySteps: Steps,
  /** Each period lasts so many times the one before. */
  tMul: Type.Optional(Type.Number({ minimum: 1, maximum: 100 })),
  /** Each period starts at so many times the rate of the one before. */
  mMul: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10 })),
  alpha: Type.Optional(Share),
});

export const ReduceOnPlateau = schedule('reduceOnPlateau', {
  /** Unset: the loss of the examples held back, or where none are, of those that are trained on. */
  monitor: Type.Optional(Monitor),
  mode: Type.Optional(MonitorMode),
  factor: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
  patience: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  minDelta: Type.Optional(Type.Number({ minimum: 0 })),
  cooldown: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  minLearningRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
});

export const LearningRateSchedule = Type.Union([
  ExponentialDecay,
  PiecewiseConstantDecay,
  CosineDecay,
  CosineDecayRestarts,
  ReduceOnPlateau,
]);
export type LearningRateSchedule = Static<typeof LearningRateSchedule>;
