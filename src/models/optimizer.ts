/** From the specification of an optimizer to the rule that computes it. */
import { rules, type UpdateRule } from '../engine/index.ts';
import type { ResolvedOptimizer } from './specification/index.ts';

export function updateRule(optimizer: ResolvedOptimizer): UpdateRule {
  return rules.adam({ ...optimizer, amsgrad: false, weightDecay: 0 });
}
