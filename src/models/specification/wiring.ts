/**
 * Which layer takes what: names, and the `inputs` of the functional form. A layer may name earlier layers only, so a
 * network cannot run in a circle. Knows nothing of shapes.
 */
import { unfit } from './effects/index.ts';
import type { Layer, LayerType, NamedLayer } from './layers/index.ts';

/** What a layer calls the network's input. */
export const INPUT_NAME = 'input';
/** The network's input, among the numbers of layers. */
export const INPUT_SOURCE = -1;

const MERGING: readonly LayerType[] = ['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'];
/** Where Keras' own conversion from class names differs from ours. */
const KERAS_NAMES: Partial<Record<LayerType, string>> = { relu: 're_lu', leakyRelu: 'leaky_re_lu', prelu: 'p_re_lu' };

/** Unnamed layers are called as Keras calls them: `dense`, `dense_1`, …; a name used twice is an error. */
export function nameLayers(layers: readonly Layer[]): NamedLayer[] {
  const taken = new Set<string>([INPUT_NAME]);
  for (const [index, { name }] of layers.entries()) {
    if (name === undefined) continue;
    if (taken.has(name))
      throw unfit(`/network/layers/${index}/name`, `Expected a name of its own. Received: "${name}" again.`);
    taken.add(name);
  }
  return layers.map((layer) => {
    if (layer.name !== undefined) return { ...layer, name: layer.name };
    const base = kerasName(layer.type);
    let name = base;
    for (let count = 1; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return { ...layer, name };
  });
}

/** `maxPooling2d` is Keras' `max_pooling2d`. */
function kerasName(type: LayerType): string {
  return KERAS_NAMES[type] ?? type.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * For each layer, the numbers of the layers that it takes; −1 is the network's input.
 * @param pointerOf to a layer in the request, by its number.
 * @throws AppError ERR_NETWORK for a name that is no earlier layer's, for too few or too many inputs, and for a layer
 * whose output nothing takes.
 */
export function wireLayers(layers: readonly NamedLayer[], pointerOf: (index: number) => string): number[][] {
  const numbers = new Map<string, number>([[INPUT_NAME, INPUT_SOURCE]]);
  const wiring = layers.map((layer, index) => {
    const sources = layer.inputs
      ? layer.inputs.map((name, position) => findSource(name, numbers, `${pointerOf(index)}/inputs/${position}`))
      : [index - 1];
    expectCount(layer, sources.length, pointerOf(index));
    numbers.set(layer.name, index);
    return sources;
  });
  const used = new Set(wiring.flat());
  const idle = layers.findIndex((_, index) => index < layers.length - 1 && !used.has(index));
  if (idle >= 0) {
    const name = layers[idle]?.name;
    throw unfit(
      pointerOf(idle),
      `Expected every layer to lead to the last one. Received: "${name}", whose output nothing takes.`,
    );
  }
  return wiring;
}

function findSource(name: string, numbers: ReadonlyMap<string, number>, pointer: string): number {
  const source = numbers.get(name);
  if (source !== undefined) return source;
  throw unfit(pointer, `Expected "${INPUT_NAME}" or the name of an earlier layer. Received: "${name}".`);
}

function expectCount(layer: NamedLayer, count: number, pointer: string): void {
  const at = layer.inputs ? `${pointer}/inputs` : pointer;
  const refuse = (expected: string): Error =>
    unfit(at, `Expected ${expected} for a layer "${layer.type}". Received: ${count}.`);
  if (layer.type === 'subtract' && count !== 2) throw refuse('two inputs');
  if (MERGING.includes(layer.type)) {
    if (count < 2) throw refuse('two inputs or more');
  } else if (count !== 1) throw refuse('one input');
}
