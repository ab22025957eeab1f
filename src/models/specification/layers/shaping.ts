/** Layers that only move numbers about: shapes, padding, up-sampling. Arguments and defaults are Keras 3's. */
import Type from 'typebox';
import { layer, optional } from './fields.ts';

export const RANK_MAX = 5;
const PADDING_MAX = 1024;
const FACTOR_MAX = 64;

const Pad = Type.Integer({ minimum: 0, maximum: PADDING_MAX });
const Pads = Type.Array(Pad, { minItems: 2, maxItems: 2 });
const Factor = Type.Integer({ minimum: 1, maximum: FACTOR_MAX });

export const Flatten = layer('flatten', {});

/** One of the numbers may be −1, which is what is left then. */
export const Reshape = layer('reshape', {
  targetShape: Type.Array(Type.Integer({ minimum: -1 }), { minItems: 1, maxItems: RANK_MAX }),
});

/** `dims` counts an example's axes from 1: `[2, 1]` swaps steps and features. */
export const Permute = layer('permute', {
  dims: Type.Array(Type.Integer({ minimum: 1, maximum: RANK_MAX }), { minItems: 1, maxItems: RANK_MAX }),
});

export const ZeroPadding1d = layer('zeroPadding1d', {
  padding: optional(Type.Union([Pad, Pads], { title: `an integer from 0 to ${PADDING_MAX}, or [before, after]` }), 1),
});

export const ZeroPadding2d = layer('zeroPadding2d', {
  padding: optional(
    Type.Union([Pad, Pads, Type.Array(Pads, { minItems: 2, maxItems: 2 })], {
      title: `an integer from 0 to ${PADDING_MAX}, [vertical, horizontal], or [[top, bottom], [left, right]]`,
    }),
    1,
  ),
});

export const UpSampling1d = layer('upSampling1d', { size: optional(Factor, 2) });

export const UpSampling2d = layer('upSampling2d', {
  size: optional(
    Type.Union([Factor, Type.Array(Factor, { minItems: 2, maxItems: 2 })], {
      title: `an integer from 1 to ${FACTOR_MAX}, or an array of two`,
    }),
    2,
  ),
  interpolation: optional(Type.Union([Type.Literal('nearest'), Type.Literal('bilinear')]), 'nearest'),
});
