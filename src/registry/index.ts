/** What was learnt: versions of models, and what is known of each; and the names by which they are called. */
export { type AliasAuthor, type AliasEntry, noAlias, type PointingEntry } from './aliases.ts';
export { type Checkpoints, createCheckpoints, type FoundCheckpoint } from './checkpoints.ts';
export { compareVersions, type VersionComparison } from './comparison.ts';
export { CANARIES_MAX, canaryAt, type Division, divisionOf, faultOf, pointOf } from './division.ts';
export {
  createGates,
  GATE_METRICS,
  type Gate,
  type GateDecision,
  type GateMetric,
  type Gates,
  passes,
} from './gates.ts';
export type { JudgedRow } from './judged-rows.ts';
export { exportsKey } from './keys.ts';
export { Import, KeptEvaluation, Manifest, type VersionReference } from './manifest.ts';
export type { Publication, SweepLineage } from './publishing.ts';
export {
  DEFAULT_ALIAS,
  findVersion,
  type ModelReference,
  parseReference,
  type Route,
  type RouteShare,
  resolveReference,
  resolveRoute,
} from './reference.ts';
export { createRegistry, type Registry } from './registry.ts';
export { createRetention, type Retention, type RetentionRule } from './retention.ts';
