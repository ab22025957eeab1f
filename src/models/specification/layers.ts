/**
 * The layers a network may have, with Keras' names, arguments and defaults, in camelCase.
 * Shapes are without the batch. Knows nothing of TensorFlow: the API process checks with it too.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Name } from './names.ts';

const UNITS_MAX = 16_384;
const WINDOW_MAX = 1024;
const RANK_MAX = 5;

const Units = Type.Integer({ minimum: 1, maximum: UNITS_MAX });
const Window = Type.Integer({ minimum: 1, maximum: WINDOW_MAX });
const Pair = Type.Union([Window, Type.Array(Window, { minItems: 2, maxItems: 2 })], {
  title: `an integer from 1 to ${WINDOW_MAX}, or an array of two`,
});
const Padding = Type.Union([Type.Literal('valid'), Type.Literal('same')]);

export const ACTIVATIONS = [
  'linear',
  'relu',
  'sigmoid',
  'tanh',
  'softmax',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'swish',
] as const;
const Activation = Type.Enum([...ACTIVATIONS]);

function layer<const T extends string, P extends Record<string, TSchema>>(type: T, properties: P) {
  return Type.Object(
    { type: Type.Literal(type), name: Type.Optional(Name), ...properties },
    { additionalProperties: false },
  );
}

export const Dense = layer('dense', {
  units: Units,
  activation: Type.Optional(Activation),
  useBias: Type.Optional(Type.Boolean()),
});

export const Conv2d = layer('conv2d', {
  filters: Units,
  kernelSize: Pair,
  strides: Type.Optional(Pair),
  padding: Type.Optional(Padding),
  activation: Type.Optional(Activation),
  useBias: Type.Optional(Type.Boolean()),
});

export const MaxPooling2d = layer('maxPooling2d', {
  poolSize: Type.Optional(Pair),
  strides: Type.Optional(Pair),
  padding: Type.Optional(Padding),
});

export const Flatten = layer('flatten', {});

export const Reshape = layer('reshape', {
  targetShape: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: RANK_MAX }),
});

export const Lstm = layer('lstm', {
  units: Units,
  activation: Type.Optional(Activation),
  recurrentActivation: Type.Optional(Activation),
  useBias: Type.Optional(Type.Boolean()),
  unitForgetBias: Type.Optional(Type.Boolean()),
  returnSequences: Type.Optional(Type.Boolean()),
});

export const Layer = Type.Union([Dense, Conv2d, MaxPooling2d, Flatten, Reshape, Lstm]);

export type Layer = Static<typeof Layer>;
export type LayerType = Layer['type'];
export type LayerOf<T extends LayerType> = Extract<Layer, { type: T }>;
/** A layer that has its name: as networks are planned, built and stored. */
export type NamedLayer = Layer & { readonly name: string };

/** An integer or a pair, as a pair: Keras lets both stand for (height, width). */
export function pair(value: number | readonly number[]): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  const [height = 1, width = height] = value;
  return [height, width];
}
