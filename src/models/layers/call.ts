/**
 * What a layer is given when it computes. Layers are functions of tensors: they hold nothing, read no tensor back and
 * draw no number in JavaScript, so that what they do can be recorded as a graph.
 */
import type { Tensor } from '../../engine/index.ts';
import type { CompleteLayer, LayerType } from '../specification/index.ts';

export interface LayerCall {
  /** Each `[batch, …]`: one, or several in a layer that merges. */
  readonly inputs: readonly Tensor[];
  /** By their names within the layer: `kernel`. */
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly training: boolean;
  /** Whether an operation of our own may compute it: in training, and wherever gradients are recorded. */
  readonly fused: boolean;
  /** Seeds for this step's random numbers, int32 `[2]`: another for each purpose. Only to be asked for in training. */
  seed(purpose: string): Tensor;
  /** Tells a weight's value after this step, where the layer itself decides it. */
  update(weight: string, value: Tensor): void;
}

/** What a layer computes: `[batch, …outputShape]`. */
export type Compute<T extends LayerType> = (layer: CompleteLayer<T>, call: LayerCall) => Tensor;

export function inputOf({ inputs }: LayerCall): Tensor {
  return inputs[0] as Tensor;
}

/** A weight that the layer's plan names. */
export function weightOf({ weights }: LayerCall, name: string): Tensor {
  const weight = weights[name];
  if (!weight) throw new Error(`Expected a weight "${name}". Received: ${Object.keys(weights).join(', ')}.`);
  return weight;
}

/** Adds a layer's bias, if it has one, to the last axis. */
export function addBias(outputs: Tensor, { weights }: LayerCall): Tensor {
  return weights['bias'] ? outputs.add(weights['bias']) : outputs;
}
