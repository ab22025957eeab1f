/** What training leaves behind: one entry of history an epoch, and the evaluation on data that it never saw. */
import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

const Figure = Type.Optional(Type.Number());

/** Those of the task, and those that were asked for; `auc` is never told of training itself. */
const FIGURES = {
  accuracy: Figure,
  topKCategoricalAccuracy: Figure,
  precision: Figure,
  recall: Figure,
  f1Score: Figure,
  auc: Figure,
  meanAbsoluteError: Figure,
  rootMeanSquaredError: Figure,
  r2Score: Figure,
};

export const Metrics = Type.Object({
  loss: Figure,
  ...FIGURES,
  valLoss: Figure,
  valAccuracy: Figure,
  valTopKCategoricalAccuracy: Figure,
  valPrecision: Figure,
  valRecall: Figure,
  valF1Score: Figure,
  valAuc: Figure,
  valMeanAbsoluteError: Figure,
  valRootMeanSquaredError: Figure,
  valR2Score: Figure,
});

export const HistoryEntry = Type.Object({
  epoch: Count,
  ...Metrics.properties,
  seconds: Type.Number(),
  stoppedEarly: Type.Optional(
    Type.Literal(true, { description: 'on the last epoch, where early stopping spared those after it' }),
  ),
});

/** scikit-learn's `permutation_importance`, in its words: by how much a score drops when a column's values are shuffled. */
export const PermutationImportance = Type.Object({
  scoring: Type.String({ description: 'the loss, or a metric' }),
  baselineScore: Type.Number({ description: 'with nothing shuffled' }),
  repeats: Type.Integer({ minimum: 1 }),
  seed: Count,
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      importancesMean: Type.Number({ description: 'above 0: without the column the score is worse' }),
      importancesStd: Type.Number({ description: 'of all repeats, divided by their number' }),
      importances: Type.Array(Type.Number()),
    }),
  ),
});
export type PermutationImportance = Static<typeof PermutationImportance>;

export const Evaluation = Type.Object({
  loss: Type.Number(),
  ...FIGURES,
  examples: Count,
  permutationImportance: Type.Optional(PermutationImportance),
  confusionMatrix: Type.Optional(
    Type.Array(Type.Array(Count), { description: 'of classes; rows: true ones; columns: predicted ones' }),
  ),
});

export type Metrics = Static<typeof Metrics>;
export type HistoryEntry = Static<typeof HistoryEntry>;
export type Evaluation = Static<typeof Evaluation>;
