/**
 * A network that computes: built from its planned layers, with weights that can be read, replaced and trained.
 * Knows nothing of training, files or jobs.
 *
 * DESIGN: the network owns its weights' tensors and frees them in `dispose`; everything else that it makes, it frees
 * before it returns. A softmax at the end is kept apart from the last layer: training takes the logits before it,
 * from which the cross-entropy is exact.
 */
import { freeing, type LayersModel, type Tensor, tf, type Variable } from '../engine/index.ts';
import { tfjsLayer } from './layers.ts';
import { type NamedLayer, product } from './specification/index.ts';
import { type NamedWeight, type Weights, weightsOf } from './weights.ts';

export interface Network {
  readonly layers: readonly NamedLayer[];
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Of one output, without the batch: `[classes]` for a classifier. */
  readonly outputShape: readonly number[];
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
   * @returns `count` outputs, row-major; probabilities if the network ends in a softmax.
   * @throws RangeError if there are not `count` inputs.
   */
  predict(inputs: Float32Array, count: number): Float32Array;
  /**
   * What the network computes before its final softmax, for a training step to differentiate.
   * @param inputs `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, the caller's to free.
   */
  logits(inputs: Tensor): Tensor;
  /** The weights themselves, in the order of `weights()`: for a training step to change, the network's to free. */
  readonly variables: readonly Variable[];
  /** Frees the weights. The network can do nothing afterwards. */
  dispose(): void;
}

const BATCH_MAX = 256;
/** 256 MB of float32 for one layer's activations. */
const BATCH_NUMBERS_MAX = 64 * 1024 * 1024;

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
): Network {
  const model = freeing(() => buildModel(layers, inputShape));
  const weights = weightsOf(model, layers);
  const outputShape = (model.outputs[0]?.shape.slice(1) ?? []) as number[];
  const endsInSoftmax = isSoftmax(layers.at(-1));
  const batchMax = boundBatch(model);
  const logits = (inputs: Tensor): Tensor => model.apply(inputs) as Tensor;

  function outputs(inputs: Float32Array, count: number): Float32Array {
    return freeing(() => {
      const last = logits(tf.tensor(inputs, [count, ...inputShape]));
      return (endsInSoftmax ? tf.softmax(last) : last).dataSync() as Float32Array;
    });
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
      all.set(outputs(inputs.subarray(begin * inputSize, end * inputSize), end - begin), begin * outputSize);
    }
    return all;
  }

  const network: Network = {
    ...{ layers, inputShape, outputShape, batchMax, predict, logits },
    ...{ parameters: weights.parameters, variables: weights.variables },
    weights: weights.read,
    setWeights: weights.replace,
    dispose: () => void model.dispose(),
  };
  start(network, weights, from);
  return network;
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

/** The model without the softmax that it may end in. */
function buildModel(layers: readonly NamedLayer[], inputShape: readonly number[]): LayersModel {
  const inputs = tf.input({ shape: [...inputShape] });
  let outputs = inputs;
  for (const [index, layer] of layers.entries()) {
    const bare = index === layers.length - 1 && isSoftmax(layer) ? { ...layer, activation: 'linear' as const } : layer;
    outputs = tfjsLayer(bare).apply(outputs) as typeof inputs;
  }
  return tf.model({ inputs, outputs });
}

/** Whether a softmax is the layer's last act, so that it can be taken off. */
function isSoftmax(layer: NamedLayer | undefined): boolean {
  return (layer?.type === 'dense' || layer?.type === 'conv2d') && layer.activation === 'softmax';
}

function boundBatch(model: LayersModel): number {
  const sizes = model.layers.map((layer) => product((layer.outputShape as (number | null)[]).slice(1) as number[]));
  return Math.max(1, Math.min(BATCH_MAX, Math.floor(BATCH_NUMBERS_MAX / Math.max(...sizes))));
}
