/**
 * The specification of networks and jobs: schemas, presets, plans. The one part of `models` that processes
 * without TensorFlow import.
 */

export {
  Augmentation,
  augmentationProblems,
  type ResolvedAugmentation,
  resolveAugmentation,
} from './augmentation.ts';
export { chooseNetwork, type NetworkChoice, type NetworkQuestion } from './auto-network.ts';
export type { CategoryColumn } from './category-columns.ts';
export {
  type AudioPlan,
  DATASET_KINDS,
  type DataPlan,
  type DatasetKind,
  type FeaturePlan,
  type Fold,
  type ImagePlan,
  type Scaling,
  type SequencePlan,
  type SplitPlan,
  type TabularPlan,
  type TargetPlan,
  type TensorPlan,
  type TextPlan,
} from './data-plan.ts';
export { type COLUMN_FORMS, DATA_FIELDS, type DataRequest } from './data-request.ts';
export type { ResolvedEarlyStopping } from './early-stopping.ts';
export {
  type Effect,
  exampleAxis,
  isWholeLstm,
  layerEffect,
  paddings,
  product,
  type Shape,
  type WeightPlan,
  wholeShape,
} from './effects/index.ts';
export { estimateSeconds } from './estimate.ts';
export { type BaseNetwork, type BaseVersion, planBase, type UsedBase, withNewHead } from './fine-tuning.ts';
export { JobRequest, type JobSpecification, type ValidationData } from './job.ts';
export {
  ACTIVATIONS,
  Activation,
  type CompleteLayer,
  Constraint,
  completed,
  INITIALIZERS,
  Initializer,
  LAYERS,
  Layer,
  type LayerOf,
  type LayerType,
  type NamedLayer,
  pair,
  Regularizer,
} from './layers/index.ts';
export { lookedUp } from './look-ups.ts';
export { DEFAULT_LOSSES, LOSSES, type LossName, type ResolvedLoss, resolveLoss } from './losses.ts';
export { measuredRowsMax, type TrainingMemory, trainingBytes } from './memory.ts';
export { FIGURES, type FigureName, type Figures, type ResolvedMetric, resolveMetrics } from './metrics.ts';
export { type Monitor, type MonitorMode, monitorProblems, risesWhenBetter } from './monitors.ts';
export { NAME_PATTERN, Name, VersionName } from './names.ts';
export { type ChosenNetwork, Network, PRESETS, type Preset, type PresetName } from './network.ts';
export { OPTIMIZERS, Optimizer, type ResolvedOptimizer } from './optimizers.ts';
export { finalActivation, type PlacedLayer, placeLayers } from './placement.ts';
export {
  type NetworkLimits,
  type NetworkPlan,
  type NetworkTarget,
  OUTPUT_ACTIVATIONS,
  type PlannedLayer,
  planNetwork,
} from './plan.ts';
export { type PresetTarget, presetLayers } from './presets.ts';
export { Evaluation, HistoryEntry, Metrics, PermutationImportance } from './results.ts';
export { LearningRateSchedule } from './schedules.ts';
export {
  type Field,
  factorOf,
  type RangeField,
  type Rung,
  resolveSweep,
  type Search,
  SweepRequest,
  type SweepSpecification,
  TRAININGS_MAX,
  TRIAL_STATUSES,
  TRIALS_MAX,
  TrialResult,
  trainingCount,
} from './sweep.ts';
export { TASKS, Task, type TaskType } from './task.ts';
export {
  type ResolvedTraining,
  resolveTraining,
  Training,
  type TrainingTarget,
  trainingProblems,
  trainingTargetProblems,
} from './training.ts';
export { isOneLstm, refuseTooManySteps, unrolledStepsOf } from './unrolled-steps.ts';
export {
  resolveWebhook,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookEvent,
  WebhookRequest,
  WebhookUrl,
} from './webhook.ts';
