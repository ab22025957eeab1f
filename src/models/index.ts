/**
 * Networks that learn: building, training, evaluating and predicting. What other folders may use.
 * The specification of networks and jobs stands apart in `specification/`, and loads no TensorFlow.
 */

export { libraryVersions } from '../engine/index.ts';
export type { CheckpointOwner } from './checkpoint.ts';
export { createEvaluator, type Evaluation, type EvaluationOptions, type Evaluator, evaluate } from './evaluation.ts';
export { type ExplainedNetwork, openExplained } from './explanation/explained-network.ts';
export {
  type Integration,
  type IntegrationOptions,
  integrateGradients,
  type Question,
  stepsThatFit,
} from './explanation/integrated-gradients.ts';
export { type Occlusion, occlude } from './explanation/occlusion.ts';
export { createInference, type Inference, openInference } from './inference.ts';
export {
  createJudgedExamples,
  type JudgedExamples,
  type JudgedProbably,
  withProbabilities,
} from './judged-examples.ts';
export { createNetwork, type Network } from './network.ts';
export { type ColumnGroup, type ImportanceOptions, permutationImportance } from './permutation-importance.ts';
export { type PortableNetwork, writeNetwork } from './portable-network.ts';
export type { EpochEvent, EpochMetrics, ProgressEvent, TrainingEvent } from './training-events.ts';
export { train } from './training-loop.ts';
export type { Ending, HeldExamples, StateKeeper, TrainingOptions, TrainingResult } from './training-options.ts';
export type { TrainingState } from './training-state.ts';
export { warmUp } from './warm-up.ts';
export type { NamedWeight } from './weights.ts';
