/**
 * An LSTM over a whole sequence, for where gradients are computed: its recurrence is one operation of our own (`native/lstm.h`),
 * forward and backward, where a composition takes a dozen operations for each step of the sequence. All that does not
 * depend on the step before is a product of large matrices, outside of it; those that give the weights' gradients are one
 * operation too (`native/weight-gradients.h`).
 * Not for prediction, and not for what is exported: TensorFlow without our addon does not know the operation.
 */
import './graph/native-session.ts';
import { largeMatrixProduct } from './matrix-product.ts';
import { booleanAttribute, runOperation, runOperationWithOutputs } from './operations.ts';
import { type Tensor, tf } from './runtime.ts';

export interface LstmWeights {
  /** W: `[features, 4·units]`, the gates in Keras' order: input, forget, candidate, output. */
  readonly kernel: Tensor;
  /** U: `[units, 4·units]`. */
  readonly recurrentKernel: Tensor;
  /** b: `[4·units]`. */
  readonly bias?: Tensor;
}

type Save = (tensors: Tensor[]) => void;

/**
 * From a state of zeros, for each step t (Hochreiter & Schmidhuber 1997, with Gers' forget gate; Keras' defaults):
 * `z = xₜ·W + hₜ₋₁·U + b`, `i, f, o = σ(zᵢ, z_f, zₒ)`, `g = tanh(z_g)`, `cₜ = f·cₜ₋₁ + i·g`, `hₜ = o·tanh(cₜ)`.
 * Differentiable in the inputs and the weights. Agrees with the composition of TensorFlow's operations to rounding
 * (3·10⁻⁷ after a hundred steps).
 * @param inputs float32 `[batch, steps, features]`, at least one step.
 * @param returnSequences all of h, or that of the last step.
 * @returns `[batch, steps, units]` or `[batch, units]`.
 */
export function lstm(inputs: Tensor, weights: LstmWeights, returnSequences: boolean): Tensor {
  const { kernel, recurrentKernel, bias } = weights;
  const compute = tf.customGrad((...parameters) => {
    const save = parameters.at(-1) as unknown as Save;
    const given = parameters.slice(0, -1) as Tensor[];
    return differentiable(given, returnSequences, save);
  });
  return compute(inputs, kernel, recurrentKernel, ...(bias ? [bias] : []));
}

function differentiable(given: readonly Tensor[], returnSequences: boolean, save: Save) {
  const [inputs, kernel, recurrent, bias] = given as [Tensor, Tensor, Tensor, Tensor?];
  const [batch = 0, steps = 0, features = 0] = inputs.shape;
  const [units = 0, columns = 0] = recurrent.shape;
  const attributes = [booleanAttribute('sequences', returnSequences)];
  const rows = tf.reshape(inputs, [batch * steps, features]);
  const projected = largeMatrixProduct(rows, kernel, { bias });
  const [hidden, gates, cells, before] = runOperationWithOutputs(
    'EpochdLstm',
    attributes,
    [tf.reshape(projected, [batch, steps, columns]), recurrent],
    4,
  ) as [Tensor, Tensor, Tensor, Tensor];
  save([rows, kernel, recurrent, gates, cells, before]);

  function gradFunc(upstream: Tensor, saved: Tensor[]): Tensor[] {
    const [x, w, u, ...states] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const [savedGates, savedCells, savedBefore] = states;
    const atGates = runOperation('EpochdLstmGrad', attributes, [upstream, u, savedGates, savedCells]);
    const gradient = tf.reshape(atGates, [batch * steps, columns]);
    const hiddenBefore = tf.reshape(savedBefore, [batch * steps, units]);
    const ofWeights = runOperationWithOutputs('EpochdLstmWeightGrad', [], [x, hiddenBefore, gradient], 3);
    // Of inputs that nobody trains it is computed here, but a graph leaves it out.
    const ofInputs = largeMatrixProduct(gradient, w, { transposeB: true });
    return [tf.reshape(ofInputs, [batch, steps, features]), ...ofWeights.slice(0, bias ? 3 : 2)];
  }
  return { value: hidden, gradFunc: gradFunc as (upstream: Tensor, saved: Tensor[]) => Tensor[] };
}
