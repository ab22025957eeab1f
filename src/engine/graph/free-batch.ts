/**
 * Makes one graph for every size of a batch out of two recordings of the same function, each with another size: what is the
 * same in both stays, and what grew with the batch is computed from it. Knows nothing of layers.
 */
import { typeAttribute } from '../operations.ts';
import { backend, type OperationAttribute } from '../runtime.ts';
import { expectShapesAlone, integers, writeConstant } from './free-constant.ts';
import type { GraphDefinition } from './graph-definition.ts';
import type { Sketch, SketchNode } from './sketch.ts';

/** What was recorded with one size of the batch, and which output of it is wanted. */
export interface BatchSketch {
  readonly graph: Sketch;
  readonly output: string;
  /** Nodes of the sketch that the graph has already: the outputs that they are there. */
  readonly given?: ReadonlyMap<string, string>;
}

/**
 * Writes what two sketches have in common, as far as the output needs it: what else was computed may depend on the batch
 * as it likes.
 * @param sketches of `RECORDED_BATCHES`, in this order. Their one placeholder is the batch.
 * @returns what input and output are called in the graph.
 * @throws NotTraceableError if they do not differ by the batch alone.
 */
export function writeFreeBatch(
  graph: GraphDefinition,
  [one, two]: readonly [BatchSketch, BatchSketch],
): { readonly input: string; readonly output: string } {
  const { nodes } = one.graph;
  const names = new Map(one.given);
  const nameOf = (name: string): string => name.replace(NODE_NUMBER, (node) => names.get(node) ?? '');
  const input = String(nodes.findIndex(isPlaceholder));
  const needed = neededFor(nodes, [input, one.output]);
  const shapes = reshapedBy(nodes, needed);
  const batch = { graph, size: once(() => addBatchSize(graph, nameOf(input))) };

  function write(node: SketchNode, other: SketchNode | undefined, isShape: boolean): string {
    const { operation, inputs, attributes, constant } = node;
    expectShapesAlone(operation === other?.operation && inputs.join() === other.inputs.join(), operation);
    if (constant && other?.constant) return writeConstant(batch, [constant, other.constant], isShape);
    if (isPlaceholder(node)) return graph.add(operation, inputs, attributes.map(withFreeBatch));
    expectShapesAlone(JSON.stringify(attributes) === JSON.stringify(other?.attributes), operation);
    return graph.add(operation, inputs.map(nameOf), attributes);
  }

  expectShapesAlone(one.output === two.output, 'output');
  for (const [index, node] of nodes.entries()) {
    const name = String(index);
    if (needed.has(name) && !names.has(name)) names.set(name, write(node, two.graph.nodes[index], shapes.has(name)));
  }
  // An identity, because what changes nothing would be asked for the output that it is given, which TensorFlow refuses.
  const output = graph.add('Identity', [nameOf(one.output)], [typeAttribute('T', FLOAT)]);
  return { input: nameOf(input), output };
}

const { TF_FLOAT: FLOAT, TF_INT32: INT } = backend.binding;
/** Of the node, in `12`, `12:1` and `^12`. */
const NODE_NUMBER = /\d+/;

function neededFor(nodes: readonly SketchNode[], outputs: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const waiting = [...outputs];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node = ''] = NODE_NUMBER.exec(next) ?? [];
    if (needed.has(node)) continue;
    needed.add(node);
    waiting.push(...(nodes[Number(node)]?.inputs ?? []));
  }
  return needed;
}

function isPlaceholder({ operation }: SketchNode): boolean {
  return operation === 'Placeholder';
}

function withFreeBatch(attribute: OperationAttribute): OperationAttribute {
  if (attribute.name !== 'shape') return attribute;
  return { ...attribute, value: [-1, ...(attribute.value as number[]).slice(1)] };
}

/** Constants that are nothing but shapes to reshape to. */
function reshapedBy(nodes: readonly SketchNode[], needed: ReadonlySet<string>): ReadonlySet<string> {
  const shapes = new Set<string>();
  const others = new Set<string>();
  for (const [index, { operation, inputs }] of nodes.entries()) {
    if (!needed.has(String(index))) continue;
    for (const [at, input] of inputs.entries()) (operation === 'Reshape' && at === 1 ? shapes : others).add(input);
  }
  for (const other of others) shapes.delete(other);
  return shapes;
}

/** An int32 scalar. */
function addBatchSize(graph: GraphDefinition, input: string): string {
  const shape = graph.add('Shape', [input], [typeAttribute('T', FLOAT), typeAttribute('out_type', INT)]);
  const bounds = [[0], [1], [1]].map((values) => graph.constant(integers(values, [1])));
  return graph.add(
    'StridedSlice',
    [shape, ...bounds],
    [
      ...[typeAttribute('T', INT), typeAttribute('Index', INT)],
      { name: 'shrink_axis_mask', type: backend.binding.TF_ATTR_INT, value: 1 },
    ],
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
