/**
 * A weight on its two sides: the tfjs variable that a network computes with, and TensorFlow's own of the same value, which
 * operations change in place. Knows nothing of what changes it.
 *
 * DESIGN While a network trains, the resource is the truth and the tfjs variable its mirror: after each change the new value is
 * read into the mirror, which shares its buffer until the next change. Nothing else may set the mirror meanwhile.
 */
import { createResourceVariable, type ResourceVariable } from './resource-variable.ts';
import type { Tensor, Variable } from './runtime.ts';

export interface TrainedVariable {
  readonly mirror: Variable;
  readonly resource: ResourceVariable;
  /** Sets both sides. The value stays the caller's. */
  assign(value: Tensor): void;
  /** Brings the mirror up to date, after an operation changed the resource. */
  publish(): void;
}

/** @param mirror whose present value is the start. It stays the caller's; `resource.destroy()` frees the other side. */
export function createTrainedVariable(mirror: Variable): TrainedVariable {
  const resource = createResourceVariable(mirror);
  return {
    mirror,
    resource,
    assign(value) {
      resource.assign(value);
      mirror.assign(value);
    },
    publish() {
      const value = resource.read();
      mirror.assign(value);
      value.dispose();
    },
  };
}
