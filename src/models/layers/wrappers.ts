/** Layers that hold another layer. */
import { type Tensor, tf } from '../../engine/index.ts';
import type { CompleteLayer, Layer, LayerOf } from '../specification/index.ts';
import { inputOf, type LayerCall } from './call.ts';

/** How an inner layer is computed: handed in, since that is where all layers meet. */
export type ComputeLayer = (layer: Layer, call: LayerCall) => Tensor;

/** Forwards and backwards (Schuster & Paliwal 1997); backward sequences are turned round again before they meet. */
export function bidirectional(layer: CompleteLayer<'bidirectional'>, call: LayerCall, compute: ComputeLayer): Tensor {
  const inner = layer.layer as LayerOf<'lstm'>;
  const opposite = { ...inner, goBackwards: true };
  const forward = compute(inner, within('forward', call));
  const turned = compute(opposite, within('backward', call));
  const backward = inner.returnSequences ? tf.reverse(turned, 1) : turned;
  switch (layer.mergeMode) {
    case 'concat':
      return tf.concat([forward, backward], -1);
    case 'sum':
      return tf.add(forward, backward);
    case 'mul':
      return tf.mul(forward, backward);
    case 'ave':
      return tf.mul(tf.add(forward, backward), 0.5);
    default:
      throw new Error(`Expected a way to merge. Received: ${layer.mergeMode}.`);
  }
}

/** The call of one direction: its own weights, its own randomness. */
function within(direction: string, call: LayerCall): LayerCall {
  const own = Object.entries(call.weights).filter(([name]) => name.startsWith(`${direction}/`));
  return {
    ...call,
    weights: Object.fromEntries(own.map(([name, weight]) => [name.slice(direction.length + 1), weight])),
    seed: (purpose) => call.seed(`${direction}/${purpose}`),
    update: (weight, value) => call.update(`${direction}/${weight}`, value),
  };
}

/** All steps of all examples at once, as if each were an example. */
export function timeDistributed(
  layer: CompleteLayer<'timeDistributed'>,
  call: LayerCall,
  compute: ComputeLayer,
): Tensor {
  const x = inputOf(call);
  const [batch = 1, steps = 1, ...each] = x.shape;
  const outputs = compute(layer.layer, { ...call, inputs: [tf.reshape(x, [batch * steps, ...each])] });
  return tf.reshape(outputs, [batch, steps, ...outputs.shape.slice(1)]);
}
