/**
 * In which order Keras has the layers of a network: by their distance to the output, then as they are met on the way back from
 * it. Files number layers of a class in that order (`keras/src/ops/function.py`, `map_graph`).
 */

export interface OrderedLayer {
  readonly name: string;
  readonly inputs: readonly string[];
}

/** @param layers the input layer included, which takes none. */
export function kerasOrder<L extends OrderedLayer>(layers: readonly L[], output: string): L[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const met = new Map<string, number>();
  const finished: L[] = [];
  const visit = (name: string): void => {
    const layer = byName.get(name);
    if (!layer || met.has(name)) return;
    met.set(name, met.size);
    for (const input of layer.inputs) visit(input);
    finished.push(layer);
  };
  visit(output);
  const depths = new Map<string, number>();
  for (const { name, inputs } of finished.reverse()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  const depthOf = ({ name }: L): number => depths.get(name) ?? 0;
  const metAt = ({ name }: L): number => met.get(name) ?? 0;
  return finished.sort((a, b) => depthOf(b) - depthOf(a) || metAt(a) - metAt(b));
}
