/** Layers that act in training only, at random, and layers that normalize. Arguments and defaults are Keras 3's. */
import Type from 'typebox';
import { Constraint, Epsilon, Initializer, layer, optional, Rate, Regularizer } from './fields.ts';

const AFFINE = {
  center: optional(Type.Boolean(), true),
  scale: optional(Type.Boolean(), true),
  betaInitializer: optional(Initializer, 'zeros'),
  gammaInitializer: optional(Initializer, 'ones'),
  betaRegularizer: Type.Optional(Regularizer),
  gammaRegularizer: Type.Optional(Regularizer),
  betaConstraint: Type.Optional(Constraint),
  gammaConstraint: Type.Optional(Constraint),
};

export const Dropout = layer('dropout', { rate: Rate });
export const SpatialDropout1d = layer('spatialDropout1d', { rate: Rate });
export const SpatialDropout2d = layer('spatialDropout2d', { rate: Rate });
export const GaussianNoise = layer('gaussianNoise', { stddev: Type.Number({ minimum: 0, maximum: 1000 }) });

/** Of the last axis, the channels. */
export const BatchNormalization = layer('batchNormalization', {
  momentum: optional(Type.Number({ minimum: 0, maximum: 1 }), 0.99),
  epsilon: optional(Epsilon, 0.001),
  ...AFFINE,
});

/** Over the last axis. */
export const LayerNormalization = layer('layerNormalization', { epsilon: optional(Epsilon, 0.001), ...AFFINE });
