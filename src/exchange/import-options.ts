/** What a request may say of a model that is imported, where its files do not. */
import Type, { type Static } from 'typebox';
import { Preprocessing } from '../data/index.ts';
import { TASKS } from '../models/specification/index.ts';

const LABELS_MAX = 100_000;
const LABEL_LENGTH_MAX = 1000;

export const ImportVersionOptions = Type.Object(
  {
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: LABEL_LENGTH_MAX }), {
        minItems: 1,
        maxItems: LABELS_MAX,
        uniqueItems: true,
        description: 'what each output is called; "0", "1", … unless given',
      }),
    ),
    task: Type.Optional(Type.Enum([...TASKS], { description: 'by the last activation unless given' })),
    inputShape: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 1_000_000 }), {
        minItems: 1,
        maxItems: 5,
        description: 'of one input, where the file leaves lengths open',
      }),
    ),
    preprocessing: Type.Optional(
      Type.Unsafe<Preprocessing>({
        ...Preprocessing,
        description: 'of the kinds "image", "tensor" or "text", as a version has it; raw numbers unless given',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ task: 'classification', labels: ['cat', 'dog'] }] },
);
export type ImportVersionOptions = Static<typeof ImportVersionOptions>;
