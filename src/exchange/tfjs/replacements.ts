/**
 * Layers that TensorFlow.js lacks, as others that compute the same. What it cannot compute is refused, with the reason: a file that
 * opens and tells something else would be worse than none.
 */
import { AppError } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import { type Activation, completed, type Layer, type LayerOf, pair } from '../../models/specification/index.ts';
import { type KnownLayer, rescaling, type WritableLayer } from '../keras/written-network.ts';

/** Its activations that compute what Keras 3's do; its `hardSigmoid` is Keras 2's, which is another function. */
const ACTIVATIONS: readonly Activation[] = [
  ...(['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'swish', 'mish', 'sigmoid', 'tanh'] as const),
  ...(['softplus', 'softsign', 'softmax', 'logSoftmax'] as const),
];
/** The same functions under another name. */
const SYNONYMS: Partial<Record<Activation, Activation>> = { silu: 'swish', celu: 'elu' };
/** Of Keras' activation `leaky_relu`; the layer's default is another. */
const LEAKY_SLOPE = 0.2;

type Shape = readonly number[];

/** Arguments that act in training alone, and that it refuses, or carries out when weights are loaded. */
export function isLeftOut(argument: string): boolean {
  return argument === 'activityRegularizer' || argument.endsWith('Constraint');
}

/** @param inputShapes of what the layer takes. @throws AppError ERR_EXPORT. */
export function replaceLayer(layer: WritableLayer, inputShapes: readonly Shape[]): WritableLayer[] {
  const { is } = layer;
  if (is.type === 'keras') return [layer];
  const renamed = { ...layer, is: withKnownActivations(layer.name, is) } as WritableLayer & { is: KnownLayer };
  return replaceActivation(renamed).flatMap((each) =>
    each.name === layer.name || each.is.type === is.type ? replaceKind(each, inputShapes) : [each],
  );
}

function replaceKind(layer: WritableLayer, inputShapes: readonly Shape[]): WritableLayer[] {
  const { name, inputs, is, outputShape } = layer;
  const [inputShape = []] = inputShapes;
  switch (is.type) {
    case 'zeroPadding1d': {
      const [before, after] = [completed<'zeroPadding1d'>(is).padding].flat(1) as [number, number?];
      const steps = [before, after ?? before];
      return onPictures(layer, inputShape, { type: 'zeroPadding2d', padding: [steps, [0, 0]] });
    }
    case 'upSampling1d':
      return onPictures(layer, inputShape, { type: 'upSampling2d', size: [completed<'upSampling1d'>(is).size, 1] });
    case 'separableConv1d':
      return separableSteps(layer, is, inputShape);
    case 'conv1d':
      return is.padding === 'causal' ? causal(layer, is, inputShape) : [layer];
    case 'depthwiseConv2d':
      return pair(is.dilationRate ?? 1).some((rate) => rate > 1) ? dilatedDepthwise(layer, is, inputShape) : [layer];
    case 'spatialDropout2d': {
      const config = { rate: is.rate, noise_shape: [null, 1, 1, null] };
      return [{ ...layer, is: { type: 'keras', className: 'Dropout', config } }];
    }
    case 'subtract': {
      const [from = '', taken = ''] = inputs;
      const negative = rescaling(`${name}__negative`, taken, inputShapes[1] ?? [], [-1], [0]);
      return [negative, { ...layer, inputs: [from, negative.name], is: { type: 'add' } }];
    }
    case 'globalMaxPooling1d':
    case 'globalMaxPooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d': {
      if (!is.keepdims) return [{ ...layer, is: { type: is.type } }];
      const shape = [outputShape.at(-1) ?? 1];
      const pooled: WritableLayer = { ...layer, name: `${name}__pooled`, is: { type: is.type }, outputShape: shape };
      return [pooled, reshaped(name, pooled.name, outputShape)];
    }
    case 'upSampling2d':
      if (is.interpolation === 'bilinear') throw lacking(name, 'interpolation', '"nearest"', '"bilinear"');
      return [layer];
    case 'relu':
      return [{ ...layer, is: plainRelu(name, is) }];
    case 'elu':
      if (completed<'elu'>(is).alpha !== 1) throw lacking(name, 'alpha', 'an "elu" of alpha 1', String(is.alpha));
      return [layer];
    default:
      refuseInner(name, is);
      return [layer];
  }
}

/** GRUs that reset after the product, and what a wrapper holds. */
function refuseInner(name: string, layer: KnownLayer | { readonly type: 'keras' }): void {
  if (layer.type === 'gru' && completed<'gru'>(layer).resetAfter)
    throw lacking(name, 'resetAfter', 'a "gru" that resets before the product (resetAfter: false)', 'true');
  if (layer.type !== 'bidirectional' && layer.type !== 'timeDistributed') return;
  const inner = layer.layer as KnownLayer;
  const place: WritableLayer = { name, inputs: [], is: inner, weights: [], outputShape: [] };
  const [only, ...more] = replaceKind(place, [[1, 1, 1]]);
  if (more.length > 0 || only?.is.type !== inner.type)
    throw lacking(name, 'layer', 'a layer that TensorFlow.js has itself within another', `"${inner.type}"`);
}

/** Every activation is one that TensorFlow.js has, or one that a layer of its own can follow with. */
function withKnownActivations(name: string, layer: KnownLayer): KnownLayer {
  const changed: Record<string, unknown> = { ...layer };
  for (const argument of ['activation', 'recurrentActivation']) {
    const activation = changed[argument] as Activation | undefined;
    if (activation === undefined) continue;
    const known = SYNONYMS[activation] ?? activation;
    const follows = argument === 'activation' && activation === 'leakyRelu' && !isRecurrent(layer);
    if (!ACTIVATIONS.includes(known) && !follows)
      throw lacking(
        name,
        argument,
        `an activation that TensorFlow.js has (${ACTIVATIONS.join(', ')})`,
        `"${activation}"`,
      );
    changed[argument] = known;
  }
  if ('layer' in layer) changed.layer = withKnownActivations(name, layer.layer as KnownLayer);
  if ('layer' in layer && (changed.layer as { activation?: string }).activation === 'leakyRelu')
    throw lacking(name, 'layer', 'an activation that TensorFlow.js has within another layer', '"leakyRelu"');
  return changed as unknown as KnownLayer;
}

function isRecurrent({ type }: Layer): boolean {
  return type === 'lstm' || type === 'gru' || type === 'simpleRnn';
}

/** A final `leakyRelu`, by a layer of its own. */
function replaceActivation(layer: WritableLayer & { readonly is: KnownLayer }): WritableLayer[] {
  const { is, name, outputShape } = layer;
  if (!('activation' in is) || is.activation !== 'leakyRelu') return [layer];
  const leaky = { type: 'leakyRelu', negativeSlope: LEAKY_SLOPE } as const;
  if (is.type === 'activation') return [{ ...layer, is: leaky }];
  const before: WritableLayer = {
    ...layer,
    name: `${name}__linear`,
    is: { ...is, activation: 'linear' } as KnownLayer,
  };
  return [before, { name, inputs: [before.name], is: leaky, weights: [], outputShape }];
}

function plainRelu(name: string, is: LayerOf<'relu'>): KnownLayer {
  const { maxValue, negativeSlope, threshold } = completed<'relu'>(is);
  if (threshold === 0 && negativeSlope === 0) return { type: 'relu', ...(maxValue !== undefined && { maxValue }) };
  if (threshold === 0 && maxValue === undefined) return { type: 'leakyRelu', negativeSlope };
  throw lacking(name, 'threshold', 'a "relu" with a maximum or a slope alone', 'more than that');
}

/** Of steps as pictures of one column. */
function onPictures(layer: WritableLayer, [steps = 1, channels = 1]: Shape, is: object): WritableLayer[] {
  const { name, inputs, outputShape, weights } = layer;
  const [outSteps = 1, outChannels = 1] = outputShape;
  const [before, computed] = [`${name}__pictures`, `${name}__computed`];
  return [
    reshaped(before, inputs[0] ?? '', [steps, 1, channels]),
    { name: computed, inputs: [before], is: is as KnownLayer, weights, outputShape: [outSteps, 1, outChannels] },
    reshaped(name, computed, outputShape),
  ];
}

function separableSteps(layer: WritableLayer, is: LayerOf<'separableConv1d'>, inputShape: Shape): WritableLayer[] {
  const { kernelSize, dilationRate = 1, ...others } = is;
  const shape = { ...others, type: 'separableConv2d', kernelSize: [kernelSize, 1], dilationRate: [dilationRate, 1] };
  const widened = (weight: NamedWeight): NamedWeight => {
    const [length = 1, ...rest] = weight.shape;
    return weight.shape.length === 1 ? weight : { ...weight, shape: [length, 1, ...rest] };
  };
  return onPictures({ ...layer, weights: layer.weights.map(widened) }, inputShape, shape);
}

/** Zeros before the first step, then a convolution of whole windows. */
function causal(layer: WritableLayer, is: LayerOf<'conv1d'>, [steps = 1, channels = 1]: Shape): WritableLayer[] {
  const { name, inputs } = layer;
  const missing = (is.kernelSize - 1) * (is.dilationRate ?? 1);
  const padded: WritableLayer = {
    name: `${name}__causal`,
    inputs,
    is: { type: 'zeroPadding1d', padding: [missing, 0] },
    weights: [],
    outputShape: [steps + missing, channels],
  };
  const convolved: WritableLayer = { ...layer, inputs: [padded.name], is: { ...is, padding: 'valid' } };
  return [...replaceKind(padded, [[steps, channels]]), convolved];
}

/** TensorFlow.js' own takes no notice of a dilation; its separable one does, whose second half can hand on what it gets. */
function dilatedDepthwise(layer: WritableLayer, is: LayerOf<'depthwiseConv2d'>, inputShape: Shape): WritableLayer[] {
  const filters = (inputShape.at(-1) ?? 1) * (is.depthMultiplier ?? 1);
  const identity = new Float32Array(filters * filters);
  for (let filter = 0; filter < filters; filter++) identity[filter * (filters + 1)] = 1;
  const weights = [
    ...layer.weights.filter(({ name }) => name === 'kernel').map((each) => ({ ...each, name: 'depthwise_kernel' })),
    { name: 'pointwise_kernel', shape: [1, 1, filters, filters], values: identity },
    ...layer.weights.filter(({ name }) => name === 'bias'),
  ];
  return [{ ...layer, is: { ...is, type: 'separableConv2d', filters }, weights }];
}

function reshaped(name: string, input: string, outputShape: Shape): WritableLayer {
  return { name, inputs: [input], is: { type: 'reshape', targetShape: [...outputShape] }, weights: [], outputShape };
}

function lacking(layer: string, argument: string, expected: string, received: string): AppError {
  const detail = `Expected ${expected}, as TensorFlow.js has no other. Received: ${received} in ${argument} of the layer "${layer}".`;
  return new AppError('ERR_EXPORT', detail, { problems: [{ pointer: `/layers/${layer}/${argument}`, detail }] });
}
