/**
 * A network that computes: built from its planned layers, with weights that can be read, replaced and trained.
 * Knows nothing of training, files or jobs.
 *
 * DESIGN: the network owns its weights' tensors and frees them in `dispose`; everything else that it makes, it frees
 * before it returns. A softmax or sigmoid at the end is kept apart from the last layer: training takes the logits before it,
 * from which cross-entropies are exact.
 */
import type { TargetKind } from '../data/examples.ts';
import { freeing, type Tensor, tf, type Variable } from '../engine/index.ts';
import { createForward, type Forward } from './forward.ts';
import { type Constrain, constrainer } from './layers/index.ts';
import { answersOf } from './losses/index.ts';
import { finalActivation, measuredRowsMax, type NamedLayer, placeLayers, product } from './specification/index.ts';
import { createWeights, type NamedWeight, type WeightEntry, type Weights } from './weights.ts';

export interface Network {
  readonly layers: readonly NamedLayer[];
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Of one output, without the batch: `[classes]` for a classifier. */
  readonly outputShape: readonly number[];
  /** By its last activation: softmax tells classes, sigmoid labels, anything else numbers. */
  readonly tells: TargetKind;
  /** How many numbers the weights are together. */
  readonly parameters: number;
  /** How many examples can be computed at once, so that their activations stay within a bounded memory. */
  readonly batchMax: number;
  /** Copies of all weights, in the layers' order. */
  weights(): NamedWeight[];
  /**
   * Replaces all weights.
   * @throws AppError ERR_VERSION_BROKEN if they are not this network's, by name, order and shape; none is replaced then.
   */
  setWeights(weights: readonly NamedWeight[]): void;
  /**
   * Computes outputs, in bounded batches, without leaving the event loop's turn: a call of many inputs takes long.
   * @param inputs `count` inputs, row-major, preprocessed.
   * @returns `count` outputs, row-major; probabilities if the network ends in a softmax or a sigmoid.
   * @throws RangeError if there are not `count` inputs.
   */
  predict(inputs: Float32Array, count: number): Float32Array;
  /**
   * What the network computes before its final softmax or sigmoid, for a training step to differentiate.
   * @param inputs `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, the caller's to free.
   */
  logits(inputs: Tensor): Tensor;
  /**
   * What `predict` computes, as tensors: can be recorded, since it reads none back.
   * @param inputs `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, the caller's scope to free.
   */
  outputs(inputs: Tensor): Tensor;
  /**
   * The same with all that a training step needs beside it. Can be recorded: it reads no tensor back.
   * @param inputs `[batch, ...inputShape]`.
   */
  readonly forward: Forward;
  /** The weights that are trained, in the order of `weights()`: for a training step to change, the network's to free. */
  readonly variables: readonly Variable[];
  /** The weights that only `forward`'s updates change, in the order of `weights()`. */
  readonly statistics: readonly Variable[];
  /** The weights of frozen layers: nothing changes them. */
  readonly frozen: readonly Variable[];
  /** What a training step has to do to variables after each change. */
  readonly constraints: readonly VariableConstraint[];
  /** Frees the weights. The network can do nothing afterwards. */
  dispose(): void;
}

export interface VariableConstraint {
  readonly variable: Variable;
  readonly constrain: Constrain;
}

export interface NetworkOptions {
  /** For what is random in training; the weights' seed unless given. */
  readonly randomSeed?: number;
  /** The names of layers that training leaves as they are. */
  readonly frozen?: readonly string[] | undefined;
}

/**
 * Builds a network.
 * @param layers all of them, named, the output layer included, as `planNetwork` gives them.
 * @param inputShape of one input, without the batch.
 * @param from where the weights come from: a seed, an unsigned 32-bit integer that determines every initial byte; or
 * the weights themselves, which spares drawing some only to replace them.
 * @throws AppError ERR_VERSION_BROKEN if given weights are not this network's.
 */
export function createNetwork(
  layers: readonly NamedLayer[],
  inputShape: readonly number[],
  from: number | readonly NamedWeight[],
  { randomSeed = typeof from === 'number' ? from : 0, frozen = [] }: NetworkOptions = {},
): Network {
  const placed = placeLayers(layers, inputShape);
  const weights = createWeights(placed, new Set(frozen));
  const forward = createForward(placed, weights, randomSeed);
  const outputShape = placed.at(-1)?.effect.outputShape ?? inputShape;
  const tells = toldBy(layers.at(-1));
  const batchMax = measuredRowsMax(placed, inputShape);
  const logits = (inputs: Tensor): Tensor => forward(inputs, { training: false }).logits;

  function outputs(inputs: Tensor): Tensor {
    return answersOf(tells, logits(inputs));
  }

  function compute(inputs: Float32Array, count: number): Float32Array {
    return freeing(() => outputs(tf.tensor(inputs, [count, ...inputShape])).dataSync() as Float32Array);
  }

  function predict(inputs: Float32Array, count: number): Float32Array {
    const inputSize = product(inputShape);
    if (inputs.length !== count * inputSize) {
      throw new RangeError(`Expected ${count} inputs of ${inputSize} numbers. Received: ${inputs.length} numbers.`);
    }
    const outputSize = product(outputShape);
    const all = new Float32Array(count * outputSize);
    for (let begin = 0; begin < count; begin += batchMax) {
      const end = Math.min(begin + batchMax, count);
      all.set(compute(inputs.subarray(begin * inputSize, end * inputSize), end - begin), begin * outputSize);
    }
    return all;
  }

  const network: Network = {
    ...{ layers, inputShape, outputShape, tells, batchMax, predict, logits, outputs, forward },
    parameters: weights.parameters,
    variables: variablesOf(weights, ({ plan, isFrozen }) => plan.trainable && !isFrozen),
    statistics: variablesOf(weights, ({ plan, isFrozen }) => !plan.trainable && !isFrozen),
    frozen: variablesOf(weights, ({ isFrozen }) => isFrozen),
    constraints: constraintsOf(weights),
    weights: weights.read,
    setWeights: weights.replace,
    dispose: weights.dispose,
  };
  start(network, weights, from);
  return network;
}

function toldBy(last: NamedLayer | undefined): TargetKind {
  const activation = finalActivation(last);
  if (activation === 'softmax') return 'classes';
  return activation === 'sigmoid' ? 'labels' : 'numbers';
}

/** A network that cannot start must not leave its tensors behind. */
function start(network: Network, weights: Weights, from: number | readonly NamedWeight[]): void {
  try {
    if (typeof from === 'number') weights.draw(from);
    else weights.replace(from);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function variablesOf({ entries }: Weights, isOne: (entry: WeightEntry) => boolean): Variable[] {
  return entries.filter(isOne).map(({ variable }) => variable);
}

function constraintsOf({ entries }: Weights): VariableConstraint[] {
  return entries.flatMap(({ plan, variable, isFrozen }) =>
    plan.constraint && !isFrozen ? [{ variable, constrain: constrainer(plan.constraint) }] : [],
  );
}
