/** Layers that work on features, and activations as layers of their own. Arguments and defaults are Keras 3's. */
import Type from 'typebox';
import {
  Activation,
  BIAS,
  Constraint,
  Initializer,
  KERNEL,
  layer,
  optional,
  Regularizer,
  Units,
  USE_BIAS,
} from './fields.ts';

const VOCABULARY_MAX = 10_000_000;
/** Each embedded column is an operation of its own. */
const COLUMNS_MAX = 1000;
const INPUTS_MAX = 100_000;
const Slope = Type.Number({ minimum: 0, maximum: 1000 });

export const Dense = layer('dense', {
  units: Units,
  activation: optional(Activation, 'linear'),
  ...USE_BIAS,
  ...KERNEL,
  ...BIAS,
  activityRegularizer: Type.Optional(Regularizer),
});

export const Embedding = layer('embedding', {
  inputDim: Type.Integer({ minimum: 1, maximum: VOCABULARY_MAX }),
  outputDim: Units,
  embeddingsInitializer: optional(Initializer, 'randomUniform'),
  embeddingsRegularizer: Type.Optional(Regularizer),
  embeddingsConstraint: Type.Optional(Constraint),
});

/**
 * Some of a row's numbers, each of which is the number of a category, as lists of numbers that are learnt: Keras' `Embedding`
 * for each of the columns, between what separates and what joins them. `columns` are those that the data embeds unless given.
 */
export const CategoryEmbedding = layer('categoryEmbedding', {
  columns: Type.Optional(
    Type.Array(
      Type.Object(
        {
          /** Among the inputs, from 0. */
          index: Type.Integer({ minimum: 0, maximum: INPUTS_MAX - 1 }),
          inputDim: Type.Integer({ minimum: 1, maximum: VOCABULARY_MAX }),
          outputDim: Units,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: COLUMNS_MAX },
    ),
  ),
  embeddingsInitializer: optional(Initializer, 'randomUniform'),
  embeddingsRegularizer: Type.Optional(Regularizer),
  embeddingsConstraint: Type.Optional(Constraint),
});

export const ActivationLayer = layer('activation', { activation: Activation });

export const Relu = layer('relu', {
  maxValue: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  negativeSlope: optional(Slope, 0),
  threshold: optional(Type.Number({ minimum: 0, maximum: 1e6 }), 0),
});

export const LeakyRelu = layer('leakyRelu', { negativeSlope: optional(Slope, 0.3) });

export const Elu = layer('elu', { alpha: optional(Slope, 1) });

export const Prelu = layer('prelu', {
  alphaInitializer: optional(Initializer, 'zeros'),
  alphaRegularizer: Type.Optional(Regularizer),
  alphaConstraint: Type.Optional(Constraint),
  sharedAxes: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 5 }), { minItems: 1, maxItems: 5 })),
});

export const Softmax = layer('softmax', {});
