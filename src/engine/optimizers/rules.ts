/**
 * The optimizers, each as Keras 3 computes it: the formulae are those of `keras/src/optimizers/*.py`, whose docstrings name
 * the papers. Where one of TensorFlow's own operations computes the same, that is used; what is left is composed.
 */
import { booleanAttribute, FLOAT } from '../operations.ts';
import type { ResourceVariable } from '../resource-variable.ts';
import { backend, type OperationAttribute, type Tensor, tf } from '../runtime.ts';
import type { TrainedVariable } from '../trained-variable.ts';
import type { UpdateRule } from './optimizer.ts';

const UNLOCKED = booleanAttribute('use_locking', false);

/** Runs an operation that changes its first inputs, resources, in place. */
function change(
  operation: string,
  resources: readonly ResourceVariable[],
  inputs: readonly Tensor[],
  attributes: readonly OperationAttribute[] = [],
): void {
  const handles = resources.map(({ handle }) => handle);
  const ids = backend.getInputTensorIds(inputs);
  backend.binding.executeOp(operation, [FLOAT, UNLOCKED, ...attributes], [...handles, ...ids], 0);
}

/** `w −= α·g`; with momentum `m = μ·m − α·g`, `w += m`, or Nesterov's `w += μ·m − α·g`. */
export function sgd({ momentum, nesterov }: { momentum: number; nesterov: boolean }): UpdateRule {
  if (momentum === 0) {
    return {
      slots: [],
      scalars: (_step, learningRate) => [learningRate],
      update: ({ resource }, _slots, gradient, [rate]) =>
        change('ResourceApplyGradientDescent', [resource], [rate as Tensor, gradient]),
    };
  }
  return {
    slots: [0],
    scalars: (_step, learningRate) => [learningRate],
    update: ({ resource }, [velocity], gradient, [rate]) =>
      change(
        'ResourceApplyKerasMomentum',
        [resource, velocity as ResourceVariable],
        [rate as Tensor, gradient, tf.scalar(momentum)],
        [booleanAttribute('use_nesterov', nesterov)],
      ),
  };
}

/** `v = ρ·v + (1 − ρ)g²`, `m = μ·m + α·g/√(v + ε)`, `w −= m`; centered: `v − a²` in place of `v`, `a` the mean of g. */
export function rmsprop(settings: { rho: number; momentum: number; epsilon: number; centered: boolean }): UpdateRule {
  const { rho, momentum, epsilon, centered } = settings;
  const operation = centered ? 'ResourceApplyCenteredRMSProp' : 'ResourceApplyRMSProp';
  return {
    slots: centered ? [0, 0, 0] : [0, 0],
    scalars: (_step, learningRate) => [learningRate],
    update: ({ resource }, slots, gradient, [rate]) => {
      const constants = [rho, momentum, epsilon].map((value) => tf.scalar(value));
      change(operation, [resource, ...slots], [rate as Tensor, ...constants, gradient]);
    },
  };
}

/** `a += g²`, `w −= α·g/√(a + ε)`. */
export function adagrad({
  initialAccumulatorValue,
  epsilon,
}: {
  initialAccumulatorValue: number;
  epsilon: number;
}): UpdateRule {
  return {
    slots: [initialAccumulatorValue],
    scalars: (_step, learningRate) => [learningRate],
    update: (variable, [accumulator], gradient, [rate]) => {
      const sum = tf.add(read(accumulator), tf.square(gradient));
      accumulator?.assign(sum);
      descend(variable, tf.div(tf.mul(rate as Tensor, gradient), tf.sqrt(tf.add(sum, epsilon))));
    },
  };
}

/** `a = ρ·a + (1 − ρ)g²`, `δ = √(d + ε)/√(a + ε)·g`, `d = ρ·d + (1 − ρ)δ²`, `w −= α·δ`. */
export function adadelta({ rho, epsilon }: { rho: number; epsilon: number }): UpdateRule {
  return {
    slots: [0, 0],
    scalars: (_step, learningRate) => [learningRate],
    update: ({ resource }, slots, gradient, [rate]) =>
      change(
        'ResourceApplyAdadelta',
        [resource, ...slots],
        [rate as Tensor, tf.scalar(rho), tf.scalar(epsilon), gradient],
      ),
  };
}

interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * `m += (g − m)(1 − β1)`, `v += (g² − v)(1 − β2)`, `w −= m · α√(1 − β2ᵗ)/(1 − β1ᵗ) / (√v + ε)`; amsgrad: the greatest v so
 * far in place of v; weight decay (AdamW): `w −= w·λ·α` before.
 */
export function adam({
  beta1,
  beta2,
  epsilon,
  amsgrad,
  weightDecay,
}: AdamSettings & { amsgrad: boolean; weightDecay: number }): UpdateRule {
  return {
    slots: amsgrad ? [0, 0, 0] : [0, 0],
    scalars: (step, learningRate) => [learningRate, beta1 ** step, beta2 ** step, learningRate * weightDecay],
    update: (variable, slots, gradient, [rate, beta1Power, beta2Power, decay]) => {
      if (weightDecay > 0) descend(variable, tf.mul(variable.resource.read(), decay as Tensor));
      const constants = [beta1, beta2, epsilon].map((value) => tf.scalar(value));
      const inputs = [beta1Power as Tensor, beta2Power as Tensor, rate as Tensor, ...constants, gradient];
      if (amsgrad) change('ResourceApplyAdamWithAmsgrad', [variable.resource, ...slots], inputs);
      else
        change('ResourceApplyAdam', [variable.resource, ...slots], inputs, [booleanAttribute('use_nesterov', false)]);
    },
  };
}

/** `m` as Adam's, `u = max(β2·u, |g|)`, `w −= α/(1 − β1ᵗ) · m/(u + ε)`. */
export function adamax({ beta1, beta2, epsilon }: AdamSettings): UpdateRule {
  return {
    slots: [0, 0],
    scalars: (step, learningRate) => [learningRate, beta1 ** step],
    update: ({ resource }, slots, gradient, [rate, beta1Power]) => {
      const constants = [beta1, beta2, epsilon].map((value) => tf.scalar(value));
      change(
        'ResourceApplyAdaMax',
        [resource, ...slots],
        [beta1Power as Tensor, rate as Tensor, ...constants, gradient],
      );
    },
  };
}

/** Dozat's schedule of the momentum: `μₜ = β1(1 − 0.5·0.96ᵗ)`. */
const momentumAt = (beta1: number, step: number): number => beta1 * (1 - 0.5 * 0.96 ** step);

/** `w −= α · (μₜ₊₁·m/(1 − Πμ·μₜ₊₁) + (1 − μₜ)g/(1 − Πμ)) / (√(v/(1 − β2ᵗ)) + ε)`, with Adam's m and v. */
export function nadam({ beta1, beta2, epsilon }: AdamSettings): UpdateRule {
  const product = createMomentumProduct(beta1);
  return {
    slots: [0, 0],
    scalars(step, learningRate) {
      const now = momentumAt(beta1, step);
      const next = momentumAt(beta1, step + 1);
      const productOfAll = product(step);
      return [learningRate, next / (1 - productOfAll * next), (1 - now) / (1 - productOfAll), 1 / (1 - beta2 ** step)];
    },
    update: (variable, [mean, variance], gradient, [rate, ofMean, ofGradient, ofVariance]) => {
      const m = towards(mean, gradient, 1 - beta1);
      const v = towards(variance, tf.square(gradient), 1 - beta2);
      const direction = tf.add(tf.mul(ofMean as Tensor, m), tf.mul(ofGradient as Tensor, gradient));
      const scale = tf.add(tf.sqrt(tf.mul(v, ofVariance as Tensor)), epsilon);
      descend(variable, tf.div(tf.mul(direction, rate as Tensor), scale));
    },
  };
}

/** `Πμ` up to a step, carried on from the step before. */
function createMomentumProduct(beta1: number): (step: number) => number {
  let known = { step: 0, product: 1 };
  return (step) => {
    if (step < known.step) known = { step: 0, product: 1 };
    for (let next = known.step + 1; next <= step; next++) {
      known = { step: next, product: known.product * momentumAt(beta1, next) };
    }
    return known.product;
  };
}

/** Moves a slot a part of the way to a value. @returns where it is then. */
function towards(slot: ResourceVariable | undefined, value: Tensor, part: number): Tensor {
  const before = read(slot);
  const after = tf.add(before, tf.mul(tf.sub(value, before), part));
  slot?.assign(after);
  return after;
}

function descend({ resource }: TrainedVariable, step: Tensor): void {
  resource.assign(tf.sub(resource.read(), step));
}

function read(slot: ResourceVariable | undefined): Tensor {
  if (!slot) throw new TypeError('Expected the slots that the rule names. Received: fewer.');
  return slot.read();
}
