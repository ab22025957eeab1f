/**
 * A network's way from inputs to outputs, layer by layer, as tensors. Nothing is read back and nothing random is drawn
 * in JavaScript, so that it can be recorded as a graph. Knows nothing of losses or optimizers.
 */
import { type Tensor, tf, type Variable } from '../engine/index.ts';
import { randomStream } from '../random.ts';
import {
  computeLayer,
  computePooledConvolution,
  type LayerCall,
  penaltyOf,
  pooledConvolutions,
} from './layers/index.ts';
import { finalActivation, type NamedLayer, type PlacedLayer, type Regularizer } from './specification/index.ts';
import type { Weights } from './weights.ts';

/** `step` tells a training step's random numbers from another's: an int32 scalar. */
export type ForwardOptions =
  | {
      readonly training: false;
      readonly step?: Tensor;
      /** Whether operations of our own may be used, as in training. */
      readonly fused?: boolean;
      /** Set: penalties of layers' outputs are left out. */
      readonly around?: Around;
    }
  | { readonly training: true; readonly step: Tensor };

/**
 * Stands around each layer's computation. @param inputs of the layer. @param compute what the layer makes of them.
 * @returns what goes on from the layer.
 */
export type Around = (layer: NamedLayer, inputs: readonly Tensor[], compute: () => Tensor) => Tensor;

export interface VariableUpdate {
  readonly variable: Variable;
  readonly value: Tensor;
}

/** All tensors are the caller's to free. */
export interface ForwardResult {
  /** What the network computes before its final softmax or sigmoid: `[batch, …outputShape]`. */
  readonly logits: Tensor;
  /** What a training step gives the untrained weights: batch normalization's moving averages. */
  readonly updates: readonly VariableUpdate[];
  /** Scalars to add to the mean loss of the batch. */
  readonly penalties: readonly Tensor[];
}

export type Forward = (inputs: Tensor, options: ForwardOptions) => ForwardResult;

/** @param seed an unsigned 32-bit integer: with the layer's name and the step, all that randomness depends on. */
export function createForward(placed: readonly PlacedLayer[], weights: Weights, seed: number): Forward {
  const layers = placed.map(({ layer, sources }, index) => {
    const stripped = index === placed.length - 1 ? strippable(layer) : undefined;
    return {
      ...{ layer: stripped ? withoutActivation(layer) : layer, sources, stripped },
      ...{ weights: weights.ofLayer(index), infers: infersAlways(layer, weights.isFrozen(index)) },
    };
  });
  const keyOf = createKeys(seed);
  const pooled = pooledConvolutions(placed);
  const poolings = new Set(pooled.values());

  function compute(index: number, inputs: readonly Tensor[], options: ForwardOptions) {
    const { layer, stripped, weights: own, infers } = layers[index] as (typeof layers)[number];
    // What the layer makes on its way is freed, but for what the gradient keeps.
    return tf.tidy(() => {
      const updates: { variable: Tensor; value: Tensor }[] = [];
      const call: LayerCall = {
        ...{ inputs, weights: own, training: options.training && !infers },
        fused: options.training || options.fused === true,
        seed: (purpose) => seedPair(keyOf(`${layer.name}/${purpose}`), options.step),
        update: (name, value) => void updates.push({ variable: own[name] as Tensor, value }),
      };
      const output = (options.training && pooled.has(index) ? computePooledConvolution : computeLayer)(layer, call);
      const regularizer = activityRegularizerOf(layer);
      const penalties = regularizer ? [activityPenalty(regularizer, stripped ? tf[stripped](output) : output)] : [];
      return { output, updates, penalties };
    });
  }

  return (inputs, options) => {
    const outputs: Tensor[] = [];
    const updates: VariableUpdate[] = [];
    const penalties = weights.entries.flatMap(({ plan, variable, isFrozen }) =>
      plan.regularizer && !isFrozen ? [penaltyOf(plan.regularizer, variable)] : [],
    );
    const around = options.training ? undefined : options.around;
    for (const [index, { layer, sources }] of layers.entries()) {
      const taken = sources.map((source) => outputs[source] ?? inputs);
      if (around) {
        outputs.push(around(layer, taken, () => compute(index, taken, options).output));
        continue;
      }
      if (options.training && poolings.has(index)) {
        // Its convolution has been computed with it.
        outputs.push(taken[0] as Tensor);
        continue;
      }
      const computed = compute(index, taken, options);
      outputs.push(computed.output);
      updates.push(...(computed.updates as unknown as VariableUpdate[]));
      penalties.push(...computed.penalties);
    }
    return { logits: outputs.at(-1) ?? inputs, updates, penalties };
  };
}

/**
 * Frozen batch normalization goes by its averages in training too, as Keras documents it (`trainable = False`); frozen layers
 * of any other kind, dropout among them, do in training what they do.
 */
function infersAlways({ type }: NamedLayer, isFrozen: boolean): boolean {
  return type === 'batchNormalization' && isFrozen;
}

/** TensorFlow's stateless generators take two numbers: who asks, and the step. */
function seedPair(key: number, step: Tensor | undefined): Tensor {
  if (!step) throw new Error('Expected a step for random numbers in training. Received: none.');
  return tf.stack([tf.scalar(key, 'int32'), step]);
}

/** A signed 32-bit integer for each purpose, the same for the same seed. */
function createKeys(seed: number): (purpose: string) => number {
  const keys = new Map<string, number>();
  return (purpose) => {
    const key = keys.get(purpose) ?? randomStream(seed, `randomness of ${purpose}`).uint32() | 0;
    keys.set(purpose, key);
    return key;
  };
}

/** From the numbers before these, cross-entropies are exact. */
function strippable(layer: NamedLayer): 'softmax' | 'sigmoid' | undefined {
  const activation = finalActivation(layer);
  return activation === 'softmax' || activation === 'sigmoid' ? activation : undefined;
}

function withoutActivation(layer: NamedLayer): NamedLayer {
  const { name } = layer;
  if (layer.type === 'softmax') return { type: 'activation', name, activation: 'linear' };
  return { ...layer, activation: 'linear' } as NamedLayer;
}

function activityRegularizerOf(layer: NamedLayer): Regularizer | undefined {
  return 'activityRegularizer' in layer ? layer.activityRegularizer : undefined;
}

/** Per example, as Keras 3 counts it. */
function activityPenalty(regularizer: Regularizer, outputs: Tensor): Tensor {
  return tf.div(penaltyOf(regularizer, outputs), outputs.shape[0] ?? 1);
}
