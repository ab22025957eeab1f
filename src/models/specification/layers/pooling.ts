/** Pooling, channels last. Arguments and defaults are Keras 3's: `strides` is the pool's size unless given. */
import Type from 'typebox';
import { layer, optional, Padding, Pair, Window } from './fields.ts';

const STEPS = {
  poolSize: optional(Window, 2),
  strides: Type.Optional(Window),
  padding: optional(Padding, 'valid'),
};
const PICTURES = {
  poolSize: optional(Pair, 2),
  strides: Type.Optional(Pair),
  padding: optional(Padding, 'valid'),
};
const GLOBAL = { keepdims: optional(Type.Boolean(), false) };

export const MaxPooling1d = layer('maxPooling1d', STEPS);
export const MaxPooling2d = layer('maxPooling2d', PICTURES);
export const AveragePooling1d = layer('averagePooling1d', STEPS);
export const AveragePooling2d = layer('averagePooling2d', PICTURES);
export const GlobalMaxPooling1d = layer('globalMaxPooling1d', GLOBAL);
export const GlobalMaxPooling2d = layer('globalMaxPooling2d', GLOBAL);
export const GlobalAveragePooling1d = layer('globalAveragePooling1d', GLOBAL);
export const GlobalAveragePooling2d = layer('globalAveragePooling2d', GLOBAL);
