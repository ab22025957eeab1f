/** The layers of a network in the order of their distance from the input: those of one level stand beside each other. */
import type { paths } from '../../../client/types.ts';

type Network = paths['/v1/jobs/{id}/network']['get']['responses'][200]['content']['application/json'];
export type LayerData = Network['layers'][number];

export function levelsOf(layers: readonly LayerData[]): LayerData[][] {
  const depths = new Map([['input', 0]]);
  const levels: LayerData[][] = [];
  for (const layer of layers) {
    // A layer takes earlier ones only.
    const depth = 1 + Math.max(0, ...layer.inputs.map((name) => depths.get(name) ?? 0));
    depths.set(layer.name, depth);
    const level = levels[depth - 1] ?? [];
    level.push(layer);
    levels[depth - 1] = level;
  }
  return levels;
}
