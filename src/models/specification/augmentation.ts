/**
 * How training examples are varied at every step, so that a network learns what stays the same. Pictures by Keras' arguments
 * (RandomFlip, RandomRotation, RandomTranslation, RandomZoom, RandomContrast), sounds by shift and noise. In training only:
 * what is measured or predicted is as it is.
 */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';
import type { DatasetKind } from './data-plan.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
/** At 1 a picture would be read from a single point. */
const ShareBelow1 = Type.Number({ minimum: 0, exclusiveMaximum: 1 });

export const Augmentation = Type.Object(
  {
    /** Each example is mirrored or not, equally likely; `both`: in each direction for itself. */
    flip: Type.Optional(Type.Enum(['horizontal', 'vertical', 'both'])),
    /** By up to this part of a full turn, either way. */
    rotation: Type.Optional(Share),
    /** By up to this part of the height and of the width, either way. */
    translation: Type.Optional(
      Type.Union([
        Share,
        Type.Object(
          { heightFactor: Type.Optional(Share), widthFactor: Type.Optional(Share) },
          { additionalProperties: false },
        ),
      ]),
    ),
    /** In or out, by up to this part of the size; the proportions stay. */
    zoom: Type.Optional(ShareBelow1),
    /** Differences from the mean of a colour become up to this part smaller or larger. */
    contrast: Type.Optional(Share),
    /** Sounds: in time, by up to this part of the length; what leaves at one end comes in at the other. */
    shift: Type.Optional(Type.Number({ minimum: 0, maximum: 0.5 })),
    /** Sounds: of the normal distribution, in standard deviations of the inputs. */
    noise: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
  },
  { additionalProperties: false },
);
export type Augmentation = Static<typeof Augmentation>;

/** Nothing is left open; 0 does nothing. */
export interface ResolvedAugmentation {
  readonly flip: 'horizontal' | 'vertical' | 'both' | 'none';
  readonly rotation: number;
  readonly translation: { readonly heightFactor: number; readonly widthFactor: number };
  readonly zoom: number;
  readonly contrast: number;
  readonly shift: number;
  readonly noise: number;
}

type Field = keyof Augmentation;
const PICTURES: readonly Field[] = ['flip', 'rotation', 'translation', 'zoom', 'contrast'];
const SOUNDS: readonly Field[] = ['shift', 'noise'];
const FIELDS: { readonly [K in DatasetKind]: readonly Field[] } = {
  ...{ image: PICTURES, audio: SOUNDS, tabular: [], sequence: [], text: [], tensor: [] },
};

/** Fills in what the request left open. */
export function resolveAugmentation(augment: Augmentation): ResolvedAugmentation {
  const { flip = 'none', rotation = 0, translation = 0, zoom = 0, contrast = 0, shift = 0, noise = 0 } = augment;
  const { heightFactor = 0, widthFactor = 0 } =
    typeof translation === 'number' ? { heightFactor: translation, widthFactor: translation } : translation;
  return { flip, rotation, translation: { heightFactor, widthFactor }, zoom, contrast, shift, noise };
}

/**
 * Refuses what a kind of data has no sense for.
 * @param kind of the dataset; unknown where the dataset itself is refused.
 * @returns what is wrong, with pointers into the request.
 */
export function augmentationProblems(augment: Augmentation | undefined, kind: DatasetKind | undefined): Problem[] {
  if (!augment || !kind) return [];
  const fields = FIELDS[kind];
  return Object.keys(augment)
    .filter((name) => !fields.some((field) => field === name))
    .map((name) => {
      const known = fields.length > 0 ? `one of ${fields.join(', ')}` : 'no augmentation';
      return {
        pointer: `/training/augment/${name}`,
        detail: `Expected ${known} for data of kind "${kind}". Received: "${name}".`,
      };
    });
}
