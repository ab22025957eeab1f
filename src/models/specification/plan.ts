/**
 * Follows the shapes through a network before anything is built: every layer's output shape and parameters,
 * or a problem that points to the layer which does not fit. Pure arithmetic, no TensorFlow.
 */
import { AppError, type Problem } from '../../errors.ts';
import { type Layer, type LayerOf, type LayerType, type NamedLayer, pair } from './layers.ts';
import type { Network } from './network.ts';
import { presetLayers } from './presets.ts';

/** What a network is made for: the dataset's input shape (without the batch) and its number of classes. */
export interface NetworkTarget {
  readonly inputShape: readonly number[];
  readonly classes: number;
}

export interface PlannedLayer {
  readonly name: string;
  readonly type: LayerType;
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

export interface NetworkPlan {
  /** The whole network, every layer named, with its output layer. */
  readonly layers: readonly NamedLayer[];
  readonly summary: readonly PlannedLayer[];
  readonly parameters: number;
}

export interface NetworkLimits {
  readonly parametersMax: number;
  /** Numbers in one example's activations, of one layer. */
  readonly activationsMax?: number;
}

interface LayerEffect {
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

const ACTIVATIONS_MAX = 50_000_000;
const KERAS_CLASS_NAMES: Record<LayerType, string> = {
  dense: 'dense',
  conv2d: 'conv2d',
  maxPooling2d: 'max_pooling2d',
  flatten: 'flatten',
  reshape: 'reshape',
  lstm: 'lstm',
};

/**
 * Plans a network for its data. Explicit layers get a softmax output layer of the dataset's classes, unless their last
 * one is that already (a dense softmax layer with a unit for each class).
 * @throws AppError ERR_NETWORK whose problems point into the request, `/network/layers/2/…`.
 */
export function planNetwork(network: Network, target: NetworkTarget, limits: NetworkLimits): NetworkPlan {
  const explicit = typeof network === 'object' && 'layers' in network;
  const hidden = explicit ? network.layers : presetLayers(network, target.inputShape);
  const layers = nameLayers(withOutput(hidden, target.classes));
  const summary: PlannedLayer[] = [];
  let shape = target.inputShape;
  let parameters = 0;
  for (const [index, layer] of layers.entries()) {
    const pointer = explicit ? `/network/layers/${Math.min(index, hidden.length - 1)}` : '/network';
    const effect = layerEffect(layer, shape, pointer);
    refuseTooLarge(effect, layer, pointer, limits);
    shape = effect.outputShape;
    parameters += effect.parameters;
    summary.push({ name: layer.name, type: layer.type, ...effect });
  }
  if (shape.length !== 1) throw unfit(explicit ? `/network/layers/${hidden.length - 1}` : '/network', notFlat(shape));
  if (parameters > limits.parametersMax) {
    throw unfit(
      '/network',
      `Expected at most ${limits.parametersMax} parameters. Received: a network of ${parameters}.`,
    );
  }
  return { layers, summary, parameters };
}

/** Classes are told for a whole example: an output of more axes would hold a choice at each of its places. */
function notFlat(shape: readonly number[]): string {
  return `Expected layers that end in one list of numbers for each example, as after a layer "flatten". Received: outputs of shape [${shape.join(', ')}].`;
}

function withOutput(layers: readonly Layer[], classes: number): Layer[] {
  const last = layers.at(-1);
  const given = last?.type === 'dense' && last.units === classes && last.activation === 'softmax';
  return given ? [...layers] : [...layers, { type: 'dense', units: classes, activation: 'softmax' }];
}

/** Unnamed layers are called as Keras calls them: `dense`, `dense_1`, …; a name used twice is an error. */
function nameLayers(layers: readonly Layer[]): NamedLayer[] {
  const taken = new Set<string>();
  for (const [index, { name }] of layers.entries()) {
    if (name === undefined) continue;
    if (taken.has(name))
      throw unfit(`/network/layers/${index}/name`, `Expected a name of its own. Received: "${name}" again.`);
    taken.add(name);
  }
  return layers.map((layer) => {
    if (layer.name !== undefined) return { ...layer, name: layer.name };
    const base = KERAS_CLASS_NAMES[layer.type];
    let name = base;
    for (let count = 1; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return { ...layer, name };
  });
}

function refuseTooLarge(effect: LayerEffect, layer: NamedLayer, pointer: string, limits: NetworkLimits): void {
  const max = limits.activationsMax ?? ACTIVATIONS_MAX;
  const size = product(effect.outputShape);
  if (size > max) {
    throw unfit(
      pointer,
      `Expected a layer output of at most ${max} numbers. Received: "${layer.name}" with [${effect.outputShape.join(', ')}].`,
    );
  }
}

function layerEffect(layer: NamedLayer, input: readonly number[], pointer: string): LayerEffect {
  switch (layer.type) {
    case 'dense': {
      const features = lastOf(input);
      return { outputShape: [...input.slice(0, -1), layer.units], parameters: layer.units * (features + bias(layer)) };
    }
    case 'conv2d':
      return conv2dEffect(layer, input, pointer);
    case 'maxPooling2d': {
      const [height, width, channels] = expectRank3(layer, input, pointer);
      const { poolSize = 2 } = layer;
      const [rows, columns] = slide([height, width], pair(poolSize), pair(layer.strides ?? poolSize), layer, pointer);
      return { outputShape: [rows, columns, channels], parameters: 0 };
    }
    case 'flatten':
      return { outputShape: [product(input)], parameters: 0 };
    case 'reshape': {
      if (product(layer.targetShape) !== product(input)) {
        throw unfit(
          `${pointer}/targetShape`,
          `Expected a shape of ${product(input)} numbers, as its input [${input.join(', ')}] has. Received: [${layer.targetShape.join(', ')}].`,
        );
      }
      return { outputShape: layer.targetShape, parameters: 0 };
    }
    case 'lstm':
      return lstmEffect(layer, input, pointer);
  }
}

function conv2dEffect(layer: LayerOf<'conv2d'>, input: readonly number[], pointer: string): LayerEffect {
  const [height, width, channels] = expectRank3(layer, input, pointer);
  const kernel = pair(layer.kernelSize);
  const [rows, columns] = slide([height, width], kernel, pair(layer.strides ?? 1), layer, pointer);
  return {
    outputShape: [rows, columns, layer.filters],
    parameters: layer.filters * (kernel[0] * kernel[1] * channels + bias(layer)),
  };
}

/** An LSTM has four gates, each with input weights, recurrent weights and a bias. */
function lstmEffect(layer: LayerOf<'lstm'>, input: readonly number[], pointer: string): LayerEffect {
  const [steps, features] = input;
  if (input.length !== 2 || steps === undefined || features === undefined) {
    throw unfit(
      pointer,
      `Expected sequences of [steps, features] for a layer "lstm". Received: inputs of shape [${input.join(', ')}].`,
    );
  }
  return {
    outputShape: layer.returnSequences ? [steps, layer.units] : [layer.units],
    parameters: 4 * layer.units * (features + layer.units + bias(layer)),
  };
}

/** TensorFlow's window arithmetic: `valid` keeps whole windows only, `same` pads to `ceil(size / stride)`. */
function slide(
  size: readonly [number, number],
  window: readonly [number, number],
  strides: readonly [number, number],
  layer: LayerOf<'conv2d' | 'maxPooling2d'>,
  pointer: string,
): readonly [number, number] {
  if (layer.padding === 'same') return [Math.ceil(size[0] / strides[0]), Math.ceil(size[1] / strides[1])];
  if (window[0] > size[0] || window[1] > size[1]) {
    const field = layer.type === 'conv2d' ? 'kernelSize' : 'poolSize';
    throw unfit(
      `${pointer}/${field}`,
      `Expected a window that fits into ${size[0]}×${size[1]}. Received: ${window[0]}×${window[1]}.`,
    );
  }
  return [Math.floor((size[0] - window[0]) / strides[0]) + 1, Math.floor((size[1] - window[1]) / strides[1]) + 1];
}

function expectRank3(layer: Layer, input: readonly number[], pointer: string): readonly [number, number, number] {
  const [height, width, channels] = input;
  if (input.length === 3 && height !== undefined && width !== undefined && channels !== undefined)
    return [height, width, channels];
  throw unfit(
    pointer,
    `Expected pictures of [height, width, channels] for a layer "${layer.type}". Received: inputs of shape [${input.join(', ')}].`,
  );
}

function bias(layer: { readonly useBias?: boolean }): number {
  return layer.useBias === false ? 0 : 1;
}

function lastOf(shape: readonly number[]): number {
  return shape.at(-1) ?? 1;
}

/** How many numbers a shape holds. */
export function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function unfit(pointer: string, detail: string): AppError {
  const problems: Problem[] = [{ pointer, detail }];
  return new AppError('ERR_NETWORK', detail, { problems });
}
