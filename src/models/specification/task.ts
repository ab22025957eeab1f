/**
 * What a network is to learn, as it follows from the target: which of several classes, which of several labels that do
 * not exclude each other, or numbers. The output layer, the loss and the metrics follow from it.
 */
import Type, { type Static } from 'typebox';

export const TASKS = ['classification', 'multiLabelClassification', 'regression'] as const;
export type TaskType = (typeof TASKS)[number];

export const Task = Type.Object({
  type: Type.Enum([...TASKS]),
  /** What each output of the network is called: classes, labels, or the names of the numbers. */
  labels: Type.Array(Type.String(), { minItems: 1 }),
});
/** One output for each of `labels`. */
export type Task = Static<typeof Task>;
