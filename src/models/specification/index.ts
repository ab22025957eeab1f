/**
 * The specification of networks and jobs: schemas, presets, plans. The one part of `models` that processes
 * without TensorFlow import.
 */
export { JobRequest, type JobSpecification } from './job.ts';
export { ACTIVATIONS, Layer, type LayerOf, type LayerType, type NamedLayer, pair } from './layers.ts';
export { NAME_PATTERN, Name } from './names.ts';
export { Network, PRESETS, type Preset, type PresetName } from './network.ts';
export {
  type NetworkLimits,
  type NetworkPlan,
  type NetworkTarget,
  type PlannedLayer,
  planNetwork,
  product,
} from './plan.ts';
export { presetLayers } from './presets.ts';
export { Evaluation, HistoryEntry, Metrics } from './results.ts';
export { type ResolvedOptimizer, type ResolvedTraining, resolveTraining, Training } from './training.ts';
