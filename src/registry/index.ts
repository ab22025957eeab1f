/** What was learnt: versions of models, and what is known of each. */
export { type Checkpoints, createCheckpoints, type FoundCheckpoint } from './checkpoints.ts';
export { KeptEvaluation, Manifest } from './manifest.ts';
export { createRegistry, type Publication, type Registry, type VersionReference } from './registry.ts';
