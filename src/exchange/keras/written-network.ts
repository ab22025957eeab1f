/**
 * A version's network in Keras' layers, with its weights: most are layers of ours, some stand for one that the other tool
 * lacks. Scaling that the other tool can do stands before and after them.
 */
import type { NamedWeight } from '../../models/index.ts';
import type { Layer, NamedLayer } from '../../models/specification/index.ts';
import type { Config } from './graph.ts';

/** A layer that Keras knows. */
export type KnownLayer = Exclude<Layer, { type: 'categoryEmbedding' }>;

export interface WritableLayer {
  readonly name: string;
  readonly inputs: readonly string[];
  /** One of ours; or one that only Keras has. */
  readonly is: KnownLayer | { readonly type: 'keras'; readonly className: string; readonly config: Config };
  /** By their names within the layer: `kernel`, `forward/kernel`. */
  readonly weights: readonly NamedWeight[];
  /** Of what it computes, without the batch. */
  readonly outputShape: readonly number[];
}

export interface WritableNetwork {
  /** The network's input is called `INPUT`. */
  readonly layers: readonly WritableLayer[];
  readonly inputShape: readonly number[];
}

export const INPUT = 'input';

/** Rescaling: `x × scale + offset`, of all numbers or of each place of the last axis. */
export function rescaling(
  name: string,
  input: string,
  outputShape: readonly number[],
  scale: readonly number[],
  offset: readonly number[],
): WritableLayer {
  const single = (numbers: readonly number[]): unknown =>
    numbers.every((each) => each === numbers[0]) ? numbers[0] : numbers;
  const config = { scale: single(scale), offset: single(offset) };
  return { name, inputs: [input], is: { type: 'keras', className: 'Rescaling', config }, weights: [], outputShape };
}

/** A name that no layer has. */
export function freeName(wanted: string, layers: readonly Pick<NamedLayer, 'name'>[]): string {
  const taken = new Set(layers.map(({ name }) => name));
  let name = wanted;
  for (let count = 1; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}
