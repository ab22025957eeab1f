/** Convolutions, channels last. Arguments and defaults are Keras 3's; `groups` is left out. */
import Type from 'typebox';
import {
  Activation,
  BIAS,
  Constraint,
  Initializer,
  KERNEL,
  layer,
  optional,
  Padding,
  Pair,
  Regularizer,
  Units,
  USE_BIAS,
  Window,
} from './fields.ts';

const MULTIPLIER_MAX = 256;
const CausalPadding = Type.Union([Type.Literal('valid'), Type.Literal('same'), Type.Literal('causal')]);
const ENDING = {
  activation: optional(Activation, 'linear'),
  ...USE_BIAS,
  ...BIAS,
  activityRegularizer: Type.Optional(Regularizer),
};
const DEPTH = { depthMultiplier: optional(Type.Integer({ minimum: 1, maximum: MULTIPLIER_MAX }), 1) };
const DEPTHWISE = {
  depthwiseInitializer: optional(Initializer, 'glorotUniform'),
  depthwiseRegularizer: Type.Optional(Regularizer),
  depthwiseConstraint: Type.Optional(Constraint),
};
const POINTWISE = {
  pointwiseInitializer: optional(Initializer, 'glorotUniform'),
  pointwiseRegularizer: Type.Optional(Regularizer),
  pointwiseConstraint: Type.Optional(Constraint),
};
/** TensorFlow's depthwise convolution steps alike in both directions: there, `strides` is one number. */
const STEPS = {
  kernelSize: Window,
  strides: optional(Window, 1),
  padding: optional(Padding, 'valid'),
  dilationRate: optional(Window, 1),
};
const PICTURES = {
  kernelSize: Pair,
  strides: optional(Pair, 1),
  padding: optional(Padding, 'valid'),
  dilationRate: optional(Pair, 1),
};

export const Conv1d = layer('conv1d', {
  filters: Units,
  ...STEPS,
  padding: optional(CausalPadding, 'valid'),
  ...ENDING,
  ...KERNEL,
});

export const Conv2d = layer('conv2d', { filters: Units, ...PICTURES, ...ENDING, ...KERNEL });

export const DepthwiseConv2d = layer('depthwiseConv2d', {
  ...PICTURES,
  strides: STEPS.strides,
  ...DEPTH,
  ...ENDING,
  ...DEPTHWISE,
});

export const SeparableConv1d = layer('separableConv1d', {
  filters: Units,
  ...STEPS,
  ...DEPTH,
  ...ENDING,
  ...DEPTHWISE,
  ...POINTWISE,
});

export const SeparableConv2d = layer('separableConv2d', {
  filters: Units,
  ...PICTURES,
  strides: STEPS.strides,
  ...DEPTH,
  ...ENDING,
  ...DEPTHWISE,
  ...POINTWISE,
});
