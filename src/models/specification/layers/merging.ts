/** Layers that bring several inputs together, for the functional form. Arguments and defaults are Keras 3's. */
import Type from 'typebox';
import { layer, optional } from './fields.ts';
import { RANK_MAX } from './shaping.ts';

export const Add = layer('add', {});
export const Subtract = layer('subtract', {});
export const Multiply = layer('multiply', {});
export const Average = layer('average', {});
export const Maximum = layer('maximum', {});
export const Minimum = layer('minimum', {});

/** `axis` counts as Keras does: 0 is the batch, 1 an example's first axis, −1 its last. */
export const Concatenate = layer('concatenate', {
  axis: optional(Type.Integer({ minimum: -RANK_MAX, maximum: RANK_MAX }), -1),
});
