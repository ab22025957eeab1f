/**
 * Recurrent layers, their steps unrolled. What every step needs of the inputs is one product for all of them.
 * Gates in Keras' order.
 */
import { type Tensor, tf, lstm as wholeLstm } from '../../engine/index.ts';
import { type CompleteLayer, isWholeLstm } from '../specification/index.ts';
import { activate } from './activations.ts';
import { addBias, type Compute, inputOf, type LayerCall, weightOf } from './call.ts';
import { project } from './core.ts';
import { drop } from './noise.ts';

/** One step: from its part of the projected inputs `[batch, columns]` and the states, the new states; the first is the output. */
type Step = (projected: Tensor, states: readonly Tensor[]) => readonly Tensor[];

/** Hochreiter & Schmidhuber 1997, with forget gates; gates i, f, c, o. */
export const lstm: Compute<'lstm'> = (layer, call) => {
  const { activation, recurrentActivation } = layer;
  if (call.fused && isWholeLstm(layer)) return fusedLstm(layer, call);
  const recurrentKernel = weightOf(call, 'recurrent_kernel');
  const projected = addBias(project(entering(layer, call), weightOf(call, 'kernel')), call);
  return unroll(layer, projected, 2, (z, [h, c]) => {
    const gates = tf.split(tf.add(z, tf.matMul(h as Tensor, recurrentKernel)), 4, -1);
    const [input, forget, candidate, output] = gates as [Tensor, Tensor, Tensor, Tensor];
    const kept = tf.mul(activate(forget, recurrentActivation), c as Tensor);
    const cell = tf.add(kept, tf.mul(activate(input, recurrentActivation), activate(candidate, activation)));
    return [tf.mul(activate(output, recurrentActivation), activate(cell, activation)), cell];
  });
};

/** All steps as one operation of our own, which what is served or exported must not have: the same to rounding. */
function fusedLstm(layer: CompleteLayer<'lstm'>, call: LayerCall): Tensor {
  const inputs = entering(layer, call);
  const { bias } = call.weights;
  const weights = { kernel: weightOf(call, 'kernel'), recurrentKernel: weightOf(call, 'recurrent_kernel') };
  return wholeLstm(
    layer.goBackwards ? tf.reverse(inputs, 1) : inputs,
    { ...weights, ...(bias && { bias }) },
    layer.returnSequences,
  );
}

/**
 * Cho et al. 2014; gates z, r, h. With `resetAfter` the reset acts on the product with the recurrent kernel and its
 * own bias (`h' = tanh(x + r ∘ (h R + b))`), else on the state before it (`h' = tanh(x + (r ∘ h) R)`).
 */
export const gru: Compute<'gru'> = (layer, call) => {
  const { units, activation, recurrentActivation, resetAfter } = layer;
  const recurrentKernel = weightOf(call, 'recurrent_kernel');
  const [gateKernel, candidateKernel] = tf.split(recurrentKernel, [2 * units, units], -1) as [Tensor, Tensor];
  const { bias } = call.weights;
  const [inputBias, recurrentBias] = bias && resetAfter ? tf.unstack(bias) : [bias];
  const product = project(entering(layer, call), weightOf(call, 'kernel'));
  const projected = inputBias ? tf.add(product, inputBias) : product;

  const after: Step = (x, [h]) => {
    const unbiased = tf.matMul(h as Tensor, recurrentKernel);
    const recurrent = recurrentBias ? tf.add(unbiased, recurrentBias) : unbiased;
    const [xz, xr, xh] = tf.split(x, 3, -1) as [Tensor, Tensor, Tensor];
    const [rz, rr, rh] = tf.split(recurrent, 3, -1) as [Tensor, Tensor, Tensor];
    const reset = activate(tf.add(xr, rr), recurrentActivation);
    const candidate = activate(tf.add(xh, tf.mul(reset, rh)), activation);
    return [mix(activate(tf.add(xz, rz), recurrentActivation), h as Tensor, candidate)];
  };
  const before: Step = (x, [h]) => {
    const [xGates, xh] = tf.split(x, [2 * units, units], -1) as [Tensor, Tensor];
    const gates = activate(tf.add(xGates, tf.matMul(h as Tensor, gateKernel)), recurrentActivation);
    const [update, reset] = tf.split(gates, 2, -1) as [Tensor, Tensor];
    const recurrent = tf.matMul(tf.mul(reset, h as Tensor), candidateKernel);
    return [mix(update, h as Tensor, activate(tf.add(xh, recurrent), activation))];
  };
  return unroll(layer, projected, 1, resetAfter ? after : before);
};

/** `z ∘ h + (1 − z) ∘ candidate`. */
function mix(update: Tensor, state: Tensor, candidate: Tensor): Tensor {
  return tf.add(candidate, tf.mul(update, tf.sub(state, candidate)));
}

/** Elman 1990. */
export const simpleRnn: Compute<'simpleRnn'> = (layer, call) => {
  const recurrentKernel = weightOf(call, 'recurrent_kernel');
  const projected = addBias(project(entering(layer, call), weightOf(call, 'kernel')), call);
  return unroll(layer, projected, 1, (x, [h]) => [
    activate(tf.add(x, tf.matMul(h as Tensor, recurrentKernel)), layer.activation),
  ]);
};

type Recurrent = CompleteLayer<'lstm' | 'gru' | 'simpleRnn'>;

/** The inputs after dropout, which leaves the same features out at every step. */
function entering({ dropout }: Recurrent, call: LayerCall): Tensor {
  const x = inputOf(call);
  const [batch = 1, , features = 1] = x.shape;
  return drop(x, dropout, [batch, 1, features], call);
}

/** Goes through the steps of `[batch, steps, columns]`, from states of zeros. */
function unroll(layer: Recurrent, projected: Tensor, stateCount: number, step: Step): Tensor {
  const [batch = 1] = projected.shape;
  const zeros = tf.zeros([batch, layer.units]);
  let states: readonly Tensor[] = new Array<Tensor>(stateCount).fill(zeros);
  const outputs: Tensor[] = [];
  const steps = stepsOf(projected);
  for (const part of layer.goBackwards ? steps.reverse() : steps) {
    states = step(part, states);
    outputs.push(states[0] as Tensor);
  }
  return layer.returnSequences ? tf.stack(outputs, 1) : (outputs.at(-1) as Tensor);
}

/** Copied, because the tape holds tfjs' own list; and tfjs has no gradient for a list of one. */
function stepsOf(projected: Tensor): Tensor[] {
  const [batch = 1, count = 1, columns = 1] = projected.shape;
  return count === 1 ? [tf.reshape(projected, [batch, columns])] : [...tf.unstack(projected, 1)];
}
