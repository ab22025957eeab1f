/**
 * Adam by TensorFlow's own operation, one call for each weight, as Keras 3 computes it. (tfjs' own Adam adds epsilon
 * after the bias correction, which is another formula, and takes thirteen operations for each weight.)
 * Knows nothing of networks nor of losses.
 *
 * DESIGN: each weight has three resource variables in TensorFlow: its value and two moments. The operation changes
 * them in place; then the value is read and put into the tfjs variable that the network computes with. TensorFlow
 * shares the buffer between the two until the next step, when it copies it once. Nothing else may change a weight
 * between steps: it would not be seen. Resource variables are no tensors of tfjs: `dispose` is what frees them.
 */
import { booleanAttribute, FLOAT } from './operations.ts';
import { createResourceVariable, type ResourceVariable } from './resource-variable.ts';
import { backend, type OperationAttribute, type Tensor, tf, type Variable } from './runtime.ts';

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface Adam {
  /** What a step needs to be told, for step `t` from 1: `[β1ᵗ, β2ᵗ, α]`. */
  scalars(step: number): Float32Array;
  /**
   * Changes every variable by its gradient.
   * @param gradients in the order of the variables; they stay the caller's.
   * @param scalars float32 `[3]`, of `scalars(step)`.
   */
  apply(gradients: readonly Tensor[], scalars: Tensor): void;
  /** Of each variable its value and its moments. */
  readonly slots: readonly AdamSlots[];
  dispose(): void;
}

export interface AdamSlots {
  readonly variable: Variable;
  readonly value: ResourceVariable;
  readonly mean: ResourceVariable;
  readonly variance: ResourceVariable;
}

const APPLY: readonly OperationAttribute[] = [
  FLOAT,
  booleanAttribute('use_locking', false),
  booleanAttribute('use_nesterov', false),
];

/**
 * Makes an Adam for variables, from their present values and with moments of zero. For step t and gradient g:
 * `m += (g − m)(1 − β1)`, `v += (g² − v)(1 − β2)`, `w −= m · α√(1 − β2ᵗ)/(1 − β1ᵗ) / (√v + ε)`
 * (Kingma & Ba 2015, the form before section 2.1's last paragraph; Keras 3's `Adam.update_step`).
 */
export function createAdam(variables: readonly Variable[], settings: AdamSettings): Adam {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const slots = variables.map(createSlots);

  function apply(gradients: readonly Tensor[], scalars: Tensor): void {
    const [beta1Power, beta2Power, rate] = tf.unstack(scalars) as [Tensor, Tensor, Tensor];
    const constants = [beta1, beta2, epsilon].map((value) => tf.scalar(value));
    const scalarIds = backend.getInputTensorIds([beta1Power, beta2Power, rate, ...constants]);
    for (const [index, gradientId] of backend.getInputTensorIds(gradients).entries()) {
      const { variable, value, mean, variance } = slots[index] as AdamSlots;
      const inputs = [value.handle, mean.handle, variance.handle, ...scalarIds, gradientId];
      backend.binding.executeOp('ResourceApplyAdam', APPLY, inputs, 0);
      publish(value, variable);
    }
    tf.dispose([beta1Power, beta2Power, rate, ...constants]);
  }

  function dispose(): void {
    for (const { value, mean, variance } of slots) for (const slot of [value, mean, variance]) slot.destroy();
    slots.length = 0;
  }

  return {
    slots,
    apply,
    dispose,
    scalars: (step) => Float32Array.of(beta1 ** step, beta2 ** step, learningRate),
  };
}

function createSlots(variable: Variable): AdamSlots {
  const zeros = tf.zeros(variable.shape);
  const [value, mean, variance] = [variable, zeros, zeros].map(createResourceVariable) as [
    ResourceVariable,
    ResourceVariable,
    ResourceVariable,
  ];
  zeros.dispose();
  return { variable, value, mean, variance };
}

/** Puts a changed value into the tfjs variable that the network computes with. */
function publish(resource: ResourceVariable, variable: Variable): void {
  const value = resource.read();
  variable.assign(value);
  value.dispose();
}
