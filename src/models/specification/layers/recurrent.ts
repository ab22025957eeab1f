/**
 * Recurrent layers. Arguments and defaults are Keras 3's. `recurrentDropout`, `stateful`, `returnState` and `unroll`
 * are left out: steps are always unrolled.
 */
import Type from 'typebox';
import {
  Activation,
  BIAS,
  Constraint,
  Initializer,
  KERNEL,
  layer,
  optional,
  Rate,
  Regularizer,
  Units,
  USE_BIAS,
} from './fields.ts';

const RECURRENT = {
  units: Units,
  activation: optional(Activation, 'tanh'),
  ...USE_BIAS,
  ...KERNEL,
  recurrentInitializer: optional(Initializer, 'orthogonal'),
  recurrentRegularizer: Type.Optional(Regularizer),
  recurrentConstraint: Type.Optional(Constraint),
  ...BIAS,
  dropout: optional(Rate, 0),
  returnSequences: optional(Type.Boolean(), false),
  goBackwards: optional(Type.Boolean(), false),
};
const GATED = { recurrentActivation: optional(Activation, 'sigmoid') };

export const Lstm = layer('lstm', { ...RECURRENT, ...GATED, unitForgetBias: optional(Type.Boolean(), true) });
export const Gru = layer('gru', { ...RECURRENT, ...GATED, resetAfter: optional(Type.Boolean(), true) });
export const SimpleRnn = layer('simpleRnn', RECURRENT);
