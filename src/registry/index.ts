/** What was learnt: versions of models, and what is known of each; and the names by which they are called. */
export { type AliasAuthor, type AliasEntry, noAlias } from './aliases.ts';
export { type Checkpoints, createCheckpoints, type FoundCheckpoint } from './checkpoints.ts';
export { compareVersions, type VersionComparison } from './comparison.ts';
export { Import, KeptEvaluation, Manifest, type VersionReference } from './manifest.ts';
export { DEFAULT_ALIAS, type ModelReference, parseReference, resolveReference } from './reference.ts';
export { createRegistry, exportsKey, type Publication, type Registry, type SweepLineage } from './registry.ts';
export { createRetention, type Retention, type RetentionRule } from './retention.ts';
