/**
 * A file that this service wrote, read back: its layers are those of the manifest beside it, whatever stands for them in the file.
 * It is told by writing the manifest's network anew: the same layers, by name, class and wiring, are the same network.
 */
import type { NamedWeight } from '../../models/index.ts';
import { type Effect, type Layer, placeLayers, product } from '../../models/specification/index.ts';
import type { Manifest } from '../../registry/index.ts';
import type { ImportedNetwork } from '../format.ts';
import type { SideFile } from '../side-file.ts';
import type { Dialect } from './graph.ts';
import type { FileGraph, FileLayer } from './read-graph.ts';
import type { FindWeights, WeighedLayer } from './read-network.ts';
import { writeLayer } from './write-layer.ts';
import { writeNetwork } from './write-network.ts';
import { INPUT, type WritableLayer } from './written-network.ts';

/** @returns undefined where the file's layers are others: they were changed since. */
export function restore(
  side: SideFile,
  graph: FileGraph,
  dialect: Dialect,
  findWeights: FindWeights,
): ImportedNetwork | undefined {
  const { manifest } = side;
  const markers = markersOf(manifest);
  const written = writeNetwork({ manifest, weights: [...markers.values()] }, dialect);
  const pairs = paired(written.layers, graph, dialect);
  if (!pairs) return undefined;
  const weighed = pairs.flatMap(({ file, layer }) => weighedOf(file, layer));
  const found = findWeights(weighed);
  const byMarker = new Map([...markers.values()].map((marker) => [marker.values, marker]));
  const weights = pairs.flatMap(({ file, layer }) =>
    layer.weights.flatMap(({ values: marker }, index): NamedWeight[] => {
      const original = byMarker.get(marker);
      const values = found.get(file)?.[index]?.values;
      return original && values ? [{ ...original, values }] : [];
    }),
  );
  if (weights.length !== markers.size) return undefined;
  if (weights.some(({ shape, values }) => values.length !== product(shape))) return undefined;
  return { layers: manifest.layers, inputShape: manifest.inputShape, weights, side };
}

/** A list of numbers for each weight, empty, that is nobody else's: writing hands it on, wherever it puts the weight. */
function markersOf({ layers, inputShape }: Manifest): Map<string, NamedWeight> {
  const names = placeLayers(layers, inputShape).flatMap(({ layer, effect }) =>
    effect.weights.map(({ name, shape }) => ({ name: `${layer.name}/${name}`, shape, values: new Float32Array(0) })),
  );
  return new Map(names.map((weight) => [weight.name, weight]));
}

interface Pair {
  readonly file: FileLayer;
  readonly layer: WritableLayer;
}

function paired(layers: readonly WritableLayer[], graph: FileGraph, dialect: Dialect): Pair[] | undefined {
  const files = new Map(graph.layers.map((file) => [file.ownName, file]));
  const nameOf = (name: string): string => graph.layers.find((file) => file.name === name)?.ownName ?? INPUT;
  if (files.size !== layers.length || graph.layers.length !== layers.length) return undefined;
  const pairs: Pair[] = [];
  for (const layer of layers) {
    const file = files.get(layer.name);
    const className =
      layer.is.type === 'keras' ? layer.is.className : writeLayer(layer.is, layer.name, dialect).className;
    if (file?.className !== className || file.inputs.map(nameOf).join() !== layer.inputs.join()) return undefined;
    pairs.push({ file, layer });
  }
  return pairs;
}

function weighedOf(file: FileLayer, { is, weights }: WritableLayer): WeighedLayer[] {
  if (weights.length === 0) return [];
  // Of the layers that only Keras has, one has a weight: it takes columns out of a row.
  const layer: Layer = is.type === 'keras' ? { type: 'dense', units: 1, useBias: false } : is;
  const expected = weights.map(({ name, shape }) => ({ name, shape, trainable: true, initializer: 'zeros' }) as const);
  return [{ file, layer, expected: expected as Effect['weights'] }];
}
