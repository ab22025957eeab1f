/** Where Keras has the weights of a layer: for each list of them, its path within the layer, and how ours begin there. */
import type { Layer, LayerType } from '../../models/specification/index.ts';

export interface WeightPlace {
  /** In a `.keras` file: `cell` for `layers/lstm/cell/vars/0`; empty for the layer's own. */
  readonly path: string;
  /** Of the names of weights within our layer. */
  readonly prefix: '' | 'forward/' | 'backward/';
}

const RECURRENT: readonly LayerType[] = ['lstm', 'gru', 'simpleRnn'];

/** In the order of our weights. In each, they are in Keras' order, which is ours. */
export function weightPlaces(layer: Layer): readonly WeightPlace[] {
  if (layer.type === 'bidirectional')
    return [
      { path: 'forward_layer/cell', prefix: 'forward/' },
      { path: 'backward_layer/cell', prefix: 'backward/' },
    ];
  if (layer.type === 'timeDistributed') {
    const inner = weightPlaces(layer.layer)[0]?.path ?? '';
    return [{ path: inner === '' ? 'layer' : `layer/${inner}`, prefix: '' }];
  }
  return [{ path: RECURRENT.includes(layer.type) ? 'cell' : '', prefix: '' }];
}
