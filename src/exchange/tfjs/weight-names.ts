/** What TensorFlow.js calls weights: by their layer, or by the layer within a wrapper. Both directions. */
import type { Effect, Layer } from '../../models/specification/index.ts';

const KERNEL = 'kernel';
const DEPTHWISE = 'depthwise_kernel';

/** The name of a weight of ours in a file. @param name within the layer: `kernel`, `forward/kernel`. */
export function writeWeightName(layer: Layer | undefined, owner: string, name: string): string {
  const [direction, own] = split(name);
  const last = layer?.type === 'depthwiseConv2d' && own === KERNEL ? DEPTHWISE : own;
  // Two directions are two layers there, called after the one that they are copies of.
  return direction === '' ? `${owner}/${last}` : `${owner}/${direction}_${owner}_layer/${last}`;
}

/**
 * Which of a layer's weights a name of a file means: files of TensorFlow.js, and of its converter from Keras, differ in what they
 * put between the layer and the weight.
 * @param parts of the name after the layer's: `['forward_lstm', 'lstm_cell', 'kernel']`.
 * @returns the number of the weight; −1 where it is none.
 */
export function weightAt(expected: Effect['weights'], parts: readonly string[]): number {
  const last = (parts.at(-1) ?? '').replace(/:\d+$/, '');
  const direction = parts.find((part) => /^(forward|backward)(_|$)/.test(part))?.split('_')[0];
  return expected.findIndex(({ name }) => {
    const [side, own] = split(name);
    return (side === '' || side === direction) && (own === last || (own === KERNEL && last === DEPTHWISE));
  });
}

function split(name: string): readonly [string, string] {
  const cut = name.indexOf('/');
  return cut < 0 ? ['', name] : [name.slice(0, cut), name.slice(cut + 1)];
}
