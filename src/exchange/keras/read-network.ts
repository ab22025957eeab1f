/** From the layers of a file to ours, shapes followed on the way; scaling before and after them becomes what we have for it. */
import { AppError, messageOf } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import { type Effect, type Layer, layerEffect, type NamedLayer, product } from '../../models/specification/index.ts';
import type { ImportedNetwork } from '../format.ts';
import type { FileGraph, FileLayer } from './read-graph.ts';
import { type LayerPlace, readLayer } from './read-layer.ts';
import { INPUT } from './written-network.ts';

/** A layer of the file with the weights that ours has there, in order, by their names within it. */
export interface WeighedLayer {
  readonly file: FileLayer;
  readonly layer: Layer;
  readonly expected: Effect['weights'];
}

/** Finds the numbers of all weights, in each layer's order. @throws AppError ERR_MODEL_FILE. */
export type FindWeights = (layers: readonly WeighedLayer[]) => ReadonlyMap<FileLayer, readonly FoundWeight[]>;

export interface FoundWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ReadOptions {
  readonly writer: LayerPlace['writer'];
  /** Where the file leaves lengths open, or says no shape. */
  readonly inputShape?: readonly number[] | undefined;
  readonly findWeights: FindWeights;
}

/** @throws AppError ERR_MODEL_FILE that names what does not fit. */
export function readNetwork(graph: FileGraph, options: ReadOptions): ImportedNetwork {
  const inputShape = inputShapeOf(graph, options.inputShape);
  const notes: string[] = [];
  const { layers: inner, scaling } = withoutScalingBefore(graph.layers, inputShape);
  const { layers, scales, output } = withoutScalingAfter(inner, graph.output);
  const shapes = new Map<string, readonly number[]>([['', inputShape]]);
  const weighed: WeighedLayer[] = [];
  for (const file of ordered(layers, output)) {
    const inputs = file.inputs.map((name) => shapes.get(name) ?? []);
    const where = `the layer "${file.ownName}"`;
    const place = {
      where,
      inputShape: inputs[0] ?? [],
      writer: options.writer,
      note: (note: string) => notes.push(note),
    };
    const layer = readLayer(file.className, file.config, place);
    const effect = effectOf(layer, inputs, where);
    shapes.set(file.name, effect.outputShape);
    weighed.push({ file, layer, expected: effect.weights });
  }
  if (weighed.length === 0) throw refused('a network of at least one layer', 'none');
  return {
    layers: weighed.map(({ file, layer }) => named(file, layer)),
    inputShape,
    weights: weightsOf(weighed, options.findWeights),
    ...(scaling && { scaling }),
    ...(scales && { scales: scales(product(shapes.get(output) ?? [])) }),
    notes,
  };
}

function inputShapeOf({ inputShape }: FileGraph, asked: readonly number[] | undefined): readonly number[] {
  const fits = !inputShape || !asked || inputShape.length === asked.length;
  const whole = asked ?? inputShape;
  const open = !whole || whole.some((length) => length === null);
  if (open || whole.length === 0 || !fits) {
    const received = inputShape ? `[${inputShape.map((length) => length ?? 'open').join(', ')}]` : 'none';
    throw refused('a fixed shape of inputs, in the file or in the option "inputShape"', received);
  }
  return whole as readonly number[];
}

/** The last layer of ours is the output: whatever else the file has after it leads nowhere. */
function ordered(layers: readonly FileLayer[], output: string): FileLayer[] {
  const used = new Set([output]);
  for (const layer of layers.toReversed()) if (used.has(layer.name)) for (const input of layer.inputs) used.add(input);
  const leading = layers.filter(({ name }) => used.has(name));
  return [...leading.filter(({ name }) => name !== output), ...leading.filter(({ name }) => name === output)];
}

function named({ name, inputs }: FileLayer, layer: Layer): NamedLayer {
  return { ...layer, name, inputs: inputs.map((input) => (input === '' ? INPUT : input)) };
}

function effectOf(layer: Layer, inputs: readonly (readonly number[])[], where: string): Effect {
  try {
    return layerEffect(layer, { inputs, pointer: '', raw: true });
  } catch (error) {
    throw new AppError('ERR_MODEL_FILE', `${where}: ${messageOf(error)}`, { cause: error });
  }
}

function weightsOf(weighed: readonly WeighedLayer[], find: FindWeights): NamedWeight[] {
  const found = find(weighed);
  return weighed.flatMap(({ file, expected }) => {
    const own = found.get(file) ?? [];
    if (own.length !== expected.length)
      throw refused(`${expected.length} weights of the layer "${file.ownName}"`, `${own.length}`);
    return expected.map(({ name, shape }, at) => {
      const { shape: given, values } = own[at] as FoundWeight;
      if (given.join() !== shape.join() || values.length !== product(shape))
        throw refused(`${name} of the layer "${file.ownName}" with [${shape.join(', ')}]`, `[${given.join(', ')}]`);
      if (!values.every(Number.isFinite))
        throw refused(`finite numbers in ${name} of the layer "${file.ownName}"`, 'NaN or infinity');
      return { name: `${file.name}/${name}`, shape, values };
    });
  });
}

interface Affine {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/** A `Rescaling` that alone takes the input: our preprocessing does it. */
function withoutScalingBefore(layers: readonly FileLayer[], inputShape: readonly number[]) {
  const takers = layers.filter(({ inputs }) => inputs.includes(''));
  const [first] = takers;
  const affine = takers.length === 1 && first ? affineOf(first) : undefined;
  if (!first || !affine) return { layers };
  if (affine.scale.some((scale) => scale <= 0))
    throw refused(`a scale above 0 of the layer "${first.ownName}"`, String(Math.min(...affine.scale)));
  const channels = affine.scale.length === 1 && affine.offset.length === 1 ? 1 : (inputShape.at(-1) ?? 1);
  const at = (numbers: readonly number[], index: number): number => (numbers[index] ?? numbers[0]) as number;
  const places = Array.from({ length: channels }, (_, index) => index);
  const scaling = {
    offsets: places.map((place) => -at(affine.offset, place) / at(affine.scale, place) + 0),
    divisors: places.map((place) => 1 / at(affine.scale, place)),
  };
  return { layers: bypassed(layers, first), scaling };
}

/** A `Rescaling` at the end: outputs in the unit of the data. */
function withoutScalingAfter(layers: readonly FileLayer[], output: string) {
  const last = layers.find(({ name }) => name === output);
  const affine = last && affineOf(last);
  const [source] = last?.inputs ?? [];
  if (!last || !affine || source === undefined || source === '') return { layers, output };
  const scales = (outputs: number) =>
    Array.from({ length: outputs }, (_, index) => ({
      mean: (affine.offset[index] ?? affine.offset[0]) as number,
      deviation: (affine.scale[index] ?? affine.scale[0]) as number,
    }));
  return { layers: bypassed(layers, last), output: source, scales };
}

function affineOf({ className, config, ownName, inputs }: FileLayer): Affine | undefined {
  if (className !== 'Rescaling' || inputs.length !== 1) return undefined;
  const numbers = (value: unknown, name: string): number[] => {
    const list = [value].flat(1);
    if (list.length > 0 && list.every((each) => Number.isFinite(each))) return list as number[];
    throw refused(`numbers for ${name} of the layer "${ownName}"`, JSON.stringify(value) ?? 'none');
  };
  return { scale: numbers(config.scale ?? 1, 'scale'), offset: numbers(config.offset ?? 0, 'offset') };
}

function bypassed(layers: readonly FileLayer[], gone: FileLayer): FileLayer[] {
  const [source = ''] = gone.inputs;
  return layers
    .filter((layer) => layer !== gone)
    .map((layer) => ({ ...layer, inputs: layer.inputs.map((input) => (input === gone.name ? source : input)) }));
}

function refused(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
