/** From a version to Keras' layers: scaling, layers, replacements, and the functional form that both tools read. */
import { AppError } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import { type PlacedLayer, placeLayers, product } from '../../models/specification/index.ts';
import type { Manifest } from '../../registry/index.ts';
import type { ExportedVersion } from '../format.ts';
import { isLeftOut, replaceLayer } from '../tfjs/replacements.ts';
import { writeCategoryColumns } from './category-columns.ts';
import type { Dialect } from './graph.ts';
import { freeName, INPUT, rescaling, type WritableLayer, type WritableNetwork } from './written-network.ts';

export interface WrittenNetwork extends WritableNetwork {
  /** As the side file says. */
  readonly takes: 'data' | 'inputs';
  readonly gives: 'answers' | 'outputs';
  readonly notes: readonly string[];
}

/** @throws AppError ERR_EXPORT where the tool cannot compute what a layer does. */
export function writeNetwork({ manifest, weights }: ExportedVersion, dialect: Dialect): WrittenNetwork {
  const placed = placeLayers(manifest.layers, manifest.inputShape);
  const before = scalingBefore(manifest);
  const layers = [
    ...before.layers,
    ...placed.flatMap((each) => writePlaced(each, placed, weights, manifest.inputShape, before.output, dialect)),
  ];
  const all = [...layers, ...scalingAfter(manifest, layers)];
  expectOwnNames(all);
  return {
    layers: all,
    inputShape: manifest.inputShape,
    takes: before.takes,
    gives: 'answers',
    notes: [...before.notes, ...(dialect === 'tfjs' ? leftOut(manifest) : [])],
  };
}

function leftOut({ layers }: Manifest): string[] {
  const some = layers.filter((layer) => Object.keys(layer).some(isLeftOut)).map(({ name }) => name);
  if (some.length === 0) return [];
  return [
    `Constraints of weights and penalties of outputs, which act in training alone, are left out of: ${some.join(', ')}.`,
  ];
}

/** Layers that stand for one have its name and two underscores: who named a layer so himself has to be told. */
function expectOwnNames(layers: readonly WritableLayer[]): void {
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return;
  const detail = `Expected a name of its own for each layer of the export. Received: "${twice}" twice.`;
  throw new AppError('ERR_EXPORT', detail);
}

function writePlaced(
  { layer, sources, effect }: PlacedLayer,
  placed: readonly PlacedLayer[],
  weights: readonly NamedWeight[],
  inputShape: readonly number[],
  input: string,
  dialect: Dialect,
): WritableLayer[] {
  const { name } = layer;
  const prefix = `${name}/`;
  const inputs = sources.map((source) => placed[source]?.layer.name ?? input);
  const inputShapes = sources.map((source) => placed[source]?.effect.outputShape ?? inputShape);
  const names = new Set(effect.weights.map((weight) => prefix + weight.name));
  const own = weights
    .filter((weight) => names.has(weight.name))
    .map((weight) => ({ ...weight, name: weight.name.slice(prefix.length) }));
  const common = { name, inputs, weights: own, outputShape: effect.outputShape };
  const written: WritableLayer[] =
    layer.type === 'categoryEmbedding'
      ? writeCategoryColumns(layer, common, product(inputShapes[0] ?? []))
      : [{ ...common, is: layer }];
  return dialect === 'tfjs' ? written.flatMap((each) => replaceLayer(each, inputShapes)) : written;
}

interface Scaling {
  readonly layers: readonly WritableLayer[];
  /** The name of what the network takes. */
  readonly output: string;
  readonly takes: 'data' | 'inputs';
  readonly notes: readonly string[];
}

/** Pictures and arrays are scaled by a layer; what makes numbers of words, columns or sounds is not Keras' to say. */
function scalingBefore({ preprocessing, layers, inputShape }: Manifest): Scaling {
  const numbers = scalingOf(preprocessing);
  if (!numbers) {
    const note = `The model takes the network's inputs: ${NOT_SAID[preprocessing.kind] ?? ''}.`;
    return { layers: [], output: INPUT, takes: 'inputs', notes: [note] };
  }
  const { offsets, divisors } = numbers;
  if (offsets.every((each) => each === 0) && divisors.every((each) => each === 1))
    return { layers: [], output: INPUT, takes: 'data', notes: [] };
  const scale = divisors.map((divisor) => 1 / divisor);
  const offset = offsets.map((each, at) => -each / (divisors[at] as number) + 0);
  const name = freeName('scaling', layers);
  return { layers: [rescaling(name, INPUT, inputShape, scale, offset)], output: name, takes: 'data', notes: [] };
}

const NOT_SAID: Readonly<Record<string, string>> = {
  tabular: 'columns of words, dates and missing values become numbers outside of it, as manifest.preprocessing says',
  text: 'texts become numbers of words outside of it, by manifest.preprocessing.vocabulary',
  audio: 'sounds become spectrograms outside of it, as manifest.preprocessing says',
  sequence: 'missing numbers are filled and series cut outside of it, as manifest.preprocessing says',
};

function scalingOf(preprocessing: Manifest['preprocessing']) {
  if (preprocessing.kind === 'image') return { offsets: [0], divisors: [preprocessing.divideBy] };
  if (preprocessing.kind === 'tensor') return preprocessing;
  return undefined;
}

/** A regression's numbers in the unit of the data. */
function scalingAfter({ scales, layers }: Manifest, written: readonly WritableLayer[]): WritableLayer[] {
  const last = written.at(-1);
  if (!scales || !last || scales.every(({ mean, deviation }) => mean === 0 && deviation === 1)) return [];
  const scale = scales.map(({ deviation }) => deviation);
  const offset = scales.map(({ mean }) => mean);
  return [rescaling(freeName('units', layers), last.name, last.outputShape, scale, offset)];
}
