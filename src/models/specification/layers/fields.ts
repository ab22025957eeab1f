/**
 * What the arguments of layers are made of: their ranges, Keras' defaults (`default` in the schema is what computes),
 * activations, initializers, regularizers and constraints. Knows nothing of single layers.
 */
import Type, { type Static, type TObject, type TOptional, type TSchema } from 'typebox';
import { Name } from '../names.ts';

const UNITS_MAX = 16_384;
const WINDOW_MAX = 1024;
const NORM_MAX = 1e6;

export const Units = Type.Integer({ minimum: 1, maximum: UNITS_MAX });
export const Window = Type.Integer({ minimum: 1, maximum: WINDOW_MAX });
export const Pair = Type.Union([Window, Type.Array(Window, { minItems: 2, maxItems: 2 })], {
  title: `an integer from 1 to ${WINDOW_MAX}, or an array of two`,
});
export const Padding = Type.Union([Type.Literal('valid'), Type.Literal('same')]);
export const Rate = Type.Number({ minimum: 0, exclusiveMaximum: 1 });
export const Epsilon = Type.Number({ exclusiveMinimum: 0, maximum: 1 });

/** Keras' activations that need no argument. Each is computed in `models/layers/activations.ts`. */
export const ACTIVATIONS = [
  ...(['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'celu', 'gelu', 'silu', 'swish', 'mish'] as const),
  ...(['sigmoid', 'logSigmoid', 'hardSigmoid', 'hardSilu', 'hardSwish', 'tanh', 'hardTanh', 'tanhShrink'] as const),
  ...(['hardShrink', 'softShrink', 'softplus', 'softsign', 'squareplus', 'exponential'] as const),
  ...(['softmax', 'logSoftmax'] as const),
] as const;
export const Activation = Type.Enum([...ACTIVATIONS]);
export type Activation = (typeof ACTIVATIONS)[number];

export const INITIALIZERS = [
  ...(['zeros', 'ones', 'randomNormal', 'randomUniform', 'truncatedNormal', 'orthogonal'] as const),
  ...(['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'lecunUniform', 'lecunNormal'] as const),
] as const;
export const Initializer = Type.Enum([...INITIALIZERS]);
export type Initializer = (typeof INITIALIZERS)[number];

const Penalty = Type.Number({ minimum: 0, maximum: 1000 });
export const Regularizer = Type.Union([
  Type.Literal('l1'),
  Type.Literal('l2'),
  Type.Object({ l1: Type.Optional(Penalty), l2: Type.Optional(Penalty) }, { additionalProperties: false }),
]);
export type Regularizer = Static<typeof Regularizer>;

const Norm = Type.Number({ minimum: 0, maximum: NORM_MAX });
const Axes = Type.Union([
  Type.Integer({ minimum: 0, maximum: 3 }),
  Type.Array(Type.Integer({ minimum: 0, maximum: 3 }), { minItems: 1, maxItems: 4 }),
]);

function norm<const T extends string, P extends Record<string, TSchema>>(type: T, properties: P) {
  return Type.Object(
    { type: Type.Literal(type), axis: Type.Optional(Axes), ...properties },
    { additionalProperties: false },
  );
}

export const Constraint = Type.Union([
  Type.Literal('nonNeg'),
  Type.Literal('unitNorm'),
  Type.Literal('maxNorm'),
  Type.Literal('minMaxNorm'),
  Type.Object({ type: Type.Literal('nonNeg') }, { additionalProperties: false }),
  norm('unitNorm', {}),
  norm('maxNorm', { maxValue: Type.Optional(Norm) }),
  norm('minMaxNorm', {
    minValue: Type.Optional(Norm),
    maxValue: Type.Optional(Norm),
    rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  }),
]);
export type Constraint = Static<typeof Constraint>;

/** An argument that may be left out, and what it is then. */
export type Defaulted<S extends TSchema, D> = TOptional<S> & { readonly default: D };

export function optional<S extends TSchema, const D>(schema: S, value: D): Defaulted<S, D> {
  return Type.Optional({ ...schema, default: value } as unknown as S) as unknown as Defaulted<S, D>;
}

export const USE_BIAS = { useBias: optional(Type.Boolean(), true) };

export const KERNEL = {
  kernelInitializer: optional(Initializer, 'glorotUniform'),
  kernelRegularizer: Type.Optional(Regularizer),
  kernelConstraint: Type.Optional(Constraint),
};

export const BIAS = {
  biasInitializer: optional(Initializer, 'zeros'),
  biasRegularizer: Type.Optional(Regularizer),
  biasConstraint: Type.Optional(Constraint),
};

/** A layer's schema. `inputs`: the layers it takes, by name; without it, the layer before. */
export function layer<const T extends string, P extends Record<string, TSchema>>(type: T, properties: P) {
  return Type.Object(
    {
      type: Type.Literal(type),
      name: Type.Optional(Name),
      inputs: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 64 })),
      ...properties,
    },
    { additionalProperties: false },
  );
}

type DefaultedKeys<P> = { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P];

/** A layer with its defaults filled in. */
export type Complete<S extends TObject> = Static<S> & {
  readonly [K in Extract<DefaultedKeys<S['properties']>, keyof Static<S>>]-?: Exclude<Static<S>[K], undefined>;
};

/** Fills in what is left open, from the schema. */
export function complete<S extends TObject>(schema: S, value: Static<S>): Complete<S> {
  const filled: Record<string, unknown> = { ...(value as object) };
  for (const [key, property] of Object.entries(schema.properties as Record<string, { default?: unknown }>)) {
    if (filled[key] === undefined && property.default !== undefined) filled[key] = property.default;
  }
  return filled as Complete<S>;
}
