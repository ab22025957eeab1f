/** Makes an optimizer of a rule: slots for every variable, and the updates of all of them. */
import { createResourceVariable, type ResourceVariable } from '../resource-variable.ts';
import { type Tensor, tf } from '../runtime.ts';
import type { TrainedVariable } from '../trained-variable.ts';
import type { Optimizer, UpdateRule } from './optimizer.ts';

/** @param variables stay the caller's; `dispose` frees the slots alone. */
export function createOptimizer(variables: readonly TrainedVariable[], rule: UpdateRule): Optimizer {
  const slotsOf = variables.map(({ resource: { shape } }) => rule.slots.map((start) => createSlot(shape, start)));
  const slots = slotsOf.flat();

  return {
    slots,
    scalarCount: rule.scalars(1, 0).length,
    scalars: (step, learningRate) => Float32Array.from(rule.scalars(step, learningRate)),
    apply(gradients, scalars) {
      tf.tidy(() => {
        const each = tf.unstack(scalars);
        for (const [index, variable] of variables.entries()) {
          rule.update(variable, slotsOf[index] ?? [], gradients[index] as Tensor, each);
          variable.publish();
        }
      });
    },
    dispose() {
      for (const slot of slots) slot.destroy();
    },
  };
}

function createSlot(shape: readonly number[], start: number): ResourceVariable {
  const value = tf.fill([...shape], start);
  const slot = createResourceVariable(value);
  value.dispose();
  return slot;
}
