/** What training leaves behind: one entry of history an epoch, and the evaluation on data that it never saw. */
import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

export const Metrics = Type.Object({
  loss: Type.Optional(Type.Number()),
  accuracy: Type.Optional(Type.Number()),
  valLoss: Type.Optional(Type.Number()),
  valAccuracy: Type.Optional(Type.Number()),
});

export const HistoryEntry = Type.Object({ epoch: Count, ...Metrics.properties, seconds: Type.Number() });

export const Evaluation = Type.Object({
  loss: Type.Number(),
  accuracy: Type.Number(),
  examples: Count,
  confusionMatrix: Type.Array(Type.Array(Count), { description: 'rows: true classes; columns: predicted ones' }),
});

export type Metrics = Static<typeof Metrics>;
export type HistoryEntry = Static<typeof HistoryEntry>;
export type Evaluation = Static<typeof Evaluation>;
