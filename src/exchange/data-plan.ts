/**
 * How a version takes rows of datasets: of an import, from what its file says, checked; or made for one that says nothing. With it a
 * version can be measured on datasets and used on them, as if it were trained here.
 */
import Type, { type TSchema } from 'typebox';
import type { Preprocessing } from '../data/index.ts';
import { type DataPlan, TASKS, type Task } from '../models/specification/index.ts';
import { guard } from '../validation.ts';

const Count = Type.Integer({ minimum: 0 });
const Scaling = Type.Enum(['standard', 'minMax', 'none']);
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Fold = Type.Object({ count: Count, index: Count });
const Target = Type.Object({ columns: Type.Array(Type.String()), separator: Type.Optional(Type.String()) });
const FEATURE = { name: Type.String(), nullable: Type.Boolean() };
const Feature = Type.Union([
  Type.Object({ ...FEATURE, as: Type.Literal('number'), scaling: Scaling }),
  Type.Object({ ...FEATURE, as: Type.Enum(['category', 'embedding']), size: Count }),
  Type.Object({ ...FEATURE, as: Type.Literal('date') }),
]);

/** @param own what only this kind has. */
function plan(kind: string, own: Record<string, TSchema>) {
  return Type.Object({
    kind: Type.Literal(kind),
    task: Type.Object({ type: Type.Enum([...TASKS]), labels: Type.Array(Type.String(), { minItems: 1 }) }),
    inputShape: Type.Array(Count),
    split: Type.Object({
      by: Type.Enum(['whole', 'stratified', 'random', 'group', 'time', 'column', 'given']),
      column: Type.Optional(Type.String()),
      validation: Share,
      test: Share,
      fold: Type.Optional(Fold),
    }),
    trainingRows: Count,
    measuredRows: Count,
    ...own,
  });
}

const PLAN = Type.Union([
  plan('image', {}),
  plan('tensor', { scaling: Scaling }),
  plan('tabular', { target: Target, features: Type.Array(Feature) }),
  plan('text', {
    ...{ target: Target, column: Type.String(), tokens: Type.Enum(['words', 'characters']), lowercase: Type.Boolean() },
    ...{ vocabularySize: Count, length: Count },
  }),
  plan('audio', { sampleRate: Count, samples: Count, window: Count, hop: Count, melBands: Count }),
  plan('sequence', {
    ...{ layout: Type.Enum(['array', 'long', 'wide']), target: Target, features: Type.Array(Type.String()) },
    ...{ series: Type.Optional(Type.String()), time: Type.Optional(Type.String()), scaling: Scaling },
    ...{
      goal: Type.Enum(['classify', 'forecast']),
      length: Count,
      padded: Type.Boolean(),
      horizon: Count,
      stride: Count,
    },
  }),
]);

/** Whether a value, of a file that anybody may have written, is a plan. */
export const isDataPlan = guard(Type.Unsafe<DataPlan>(PLAN));

/** Kinds of preprocessing that a request may bring for a model from elsewhere. */
export type GivenPreprocessing = Extract<Preprocessing, { kind: 'image' | 'tensor' | 'text' }>;

/** Nothing was learnt here, so that all rows of a dataset are new to it. */
export function planFor(preprocessing: GivenPreprocessing, inputShape: readonly number[], task: Task): DataPlan {
  const common = {
    ...{ task, inputShape, trainingRows: 0, measuredRows: 0 },
    split: { by: 'whole', validation: 0, test: 1 },
  } as const;
  switch (preprocessing.kind) {
    case 'image':
      return { kind: 'image', ...common };
    case 'tensor':
      return { kind: 'tensor', ...common, scaling: 'none' };
    case 'text': {
      const { column, tokens, lowercase, length, vocabulary } = preprocessing;
      const target = { columns: ['label'] };
      return {
        kind: 'text',
        ...common,
        target,
        column,
        tokens,
        lowercase,
        length,
        vocabularySize: vocabulary.length + 2,
      };
    }
  }
}
