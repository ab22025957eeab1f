/**
 * Follows the shapes through named layers: what each takes, makes and keeps. What a plan tells and what a network is
 * built from are both this, so that they cannot differ.
 */
import { type Effect, layerEffect, type Shape } from './effects/index.ts';
import { type Activation, completed, type LayerType, type NamedLayer } from './layers/index.ts';
import { INPUT_SOURCE, wireLayers } from './wiring.ts';

export interface PlacedLayer {
  readonly layer: NamedLayer;
  /** The numbers of the layers that it takes; −1 is the network's input. */
  readonly sources: readonly number[];
  readonly effect: Effect;
}

/** These hand the network's own numbers on as they are. */
const RESHAPING: readonly LayerType[] = ['flatten', 'reshape', 'permute'];

/** @throws AppError ERR_NETWORK whose problem points to the layer that does not fit. */
export function placeLayers(
  layers: readonly NamedLayer[],
  inputShape: Shape,
  pointerOf: (index: number) => string = (index) => `/network/layers/${index}`,
): PlacedLayer[] {
  const shapes = new Map<number, Shape>([[INPUT_SOURCE, inputShape]]);
  const raw = new Set<number>([INPUT_SOURCE]);
  const wiring = wireLayers(layers, pointerOf);
  return layers.map((layer, index) => {
    const sources = wiring[index] ?? [];
    const place = {
      inputs: sources.map((source) => shapes.get(source) ?? []),
      pointer: pointerOf(index),
      raw: sources.every((source) => raw.has(source)),
    };
    const effect = layerEffect(layer, place);
    shapes.set(index, effect.outputShape);
    if (place.raw && RESHAPING.includes(layer.type)) raw.add(index);
    return { layer, sources, effect };
  });
}

/** The activation that is a layer's last act, if it has one: training takes what comes before a final softmax or sigmoid. */
export function finalActivation(layer: NamedLayer | undefined): Activation | undefined {
  switch (layer?.type) {
    case 'softmax':
      return 'softmax';
    case 'dense':
    case 'activation':
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv1d':
    case 'separableConv2d':
      return completed<'dense'>(layer as never).activation;
    default:
      return undefined;
  }
}
