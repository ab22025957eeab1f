/** Whoever counts predictions. */
import type { VersionReference } from '../registry/index.ts';

/** How a shadow's prediction compares: the same label, another one; numbers are only compared. */
export const SHADOW_OUTCOMES = ['agreed', 'differed', 'compared', 'failed', 'dropped'] as const;
export type ShadowOutcome = (typeof SHADOW_OUTCOMES)[number];

export interface PredictionObserver {
  /** Is told of each request that a version answered, or failed to. */
  answered(version: VersionReference, milliseconds: number, failed: boolean): void;
  /** Is told what became of instances that a version computed as a shadow, or of a request that it did not compute. */
  shadowed(version: VersionReference, outcome: ShadowOutcome, count: number): void;
}
