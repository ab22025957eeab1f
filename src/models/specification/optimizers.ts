/** The optimizers a job may ask for: Keras' names, arguments and defaults, in camelCase. */
import Type, { type Static, type TSchema } from 'typebox';

const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 10 });
/** A share that is carried on from step to step. */
const Decay = Type.Number({ minimum: 0, exclusiveMaximum: 1 });
const Epsilon = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
const Positive = Type.Number({ exclusiveMinimum: 0 });

/** Of every optimizer: how it keeps gradients small. At most one may be given. */
const CLIPPING = {
  /** Each gradient is scaled so that its own norm is at most this. */
  clipNorm: Type.Optional(Positive),
  /** All gradients are scaled so that their common norm is at most this. */
  globalClipNorm: Type.Optional(Positive),
  /** Each number of a gradient is cut to at most this, up and down. */
  clipValue: Type.Optional(Positive),
};

function optimizer<const T extends string, P extends Record<string, TSchema>>(type: T, settings: P) {
  return Type.Object(
    { type: Type.Literal(type), learningRate: Type.Optional(Rate), ...settings, ...CLIPPING },
    { additionalProperties: false },
  );
}

const MOMENTS = { beta1: Type.Optional(Decay), beta2: Type.Optional(Decay), epsilon: Type.Optional(Epsilon) };

export const Sgd = optimizer('sgd', { momentum: Type.Optional(Decay), nesterov: Type.Optional(Type.Boolean()) });
export const RmsProp = optimizer('rmsprop', {
  rho: Type.Optional(Decay),
  momentum: Type.Optional(Decay),
  epsilon: Type.Optional(Epsilon),
  centered: Type.Optional(Type.Boolean()),
});
export const Adagrad = optimizer('adagrad', {
  initialAccumulatorValue: Type.Optional(Type.Number({ minimum: 0 })),
  epsilon: Type.Optional(Epsilon),
});
export const Adadelta = optimizer('adadelta', { rho: Type.Optional(Decay), epsilon: Type.Optional(Epsilon) });
export const Adam = optimizer('adam', { ...MOMENTS, amsgrad: Type.Optional(Type.Boolean()) });
export const AdamW = optimizer('adamw', {
  ...MOMENTS,
  amsgrad: Type.Optional(Type.Boolean()),
  weightDecay: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
});
export const Adamax = optimizer('adamax', MOMENTS);
export const Nadam = optimizer('nadam', MOMENTS);

export const OPTIMIZERS = ['sgd', 'rmsprop', 'adagrad', 'adadelta', 'adam', 'adamw', 'adamax', 'nadam'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export const Optimizer = Type.Union([
  Type.Enum([...OPTIMIZERS]),
  Sgd,
  RmsProp,
  Adagrad,
  Adadelta,
  Adam,
  AdamW,
  Adamax,
  Nadam,
]);

type Settings =
  | Static<typeof Sgd>
  | Static<typeof RmsProp>
  | Static<typeof Adagrad>
  | Static<typeof Adadelta>
  | Static<typeof Adam>
  | Static<typeof AdamW>
  | Static<typeof Adamax>
  | Static<typeof Nadam>;
export type Optimizer = OptimizerName | Settings;

type Clipping = Pick<Settings, 'clipNorm' | 'globalClipNorm' | 'clipValue'>;
/** With nothing left open but the clipping, which is off where it is not named. */
type Resolved<S> = S extends Settings ? Required<Omit<S, keyof Clipping>> & Clipping : never;
export type ResolvedOptimizer = Resolved<Settings>;

const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Keras 3's own defaults. */
const DEFAULTS: { readonly [T in OptimizerName]: Extract<ResolvedOptimizer, { type: T }> } = {
  sgd: { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false },
  rmsprop: { type: 'rmsprop', learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  adagrad: { type: 'adagrad', learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  adadelta: { type: 'adadelta', learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
  adam: { type: 'adam', ...ADAM, amsgrad: false },
  adamw: { type: 'adamw', ...ADAM, amsgrad: false, weightDecay: 0.004 },
  adamax: { type: 'adamax', ...ADAM },
  nadam: { type: 'nadam', ...ADAM },
};

export function resolveOptimizer(optimizer: Optimizer): ResolvedOptimizer {
  if (typeof optimizer === 'string') return DEFAULTS[optimizer];
  return { ...DEFAULTS[optimizer.type], ...optimizer } as ResolvedOptimizer;
}
