/**
 * Whether TensorFlow is to rewrite a network's graphs before their first run. What it does to convolutions pays at every step.
 * In unrolled recurrent layers it finds nothing, and looks for ever longer: of a GRU of 400 steps the first step took 13 s with
 * it and 1 s without, every other as long; of 200 steps 3.1 and 0.4 s (`docs/log.md`).
 */
import type { Network } from './network.ts';
import { placeLayers, unrolledStepsOf } from './specification/index.ts';

/** So many cost about a fifth of a second. */
const REWRITTEN_STEPS_MAX = 32;

export function isRewritten({ layers, inputShape }: Network): boolean {
  return unrolledStepsOf(placeLayers(layers, inputShape)) <= REWRITTEN_STEPS_MAX;
}
