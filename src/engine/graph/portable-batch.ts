/**
 * Writes a function of a batch of any size into a graph that is to run elsewhere, after other nodes and before others. Knows
 * nothing of sessions, nor of how the graph is stored.
 */
import { FLOAT_RESOURCE, handleAttributes } from '../resource-variable.ts';
import { backend, type Tensor, type Variable } from '../runtime.ts';
import { type Sketched, sketchBatch } from './batch-sketch.ts';
import { writeFreeBatch } from './free-batch.ts';
import { RECORDED_BATCHES } from './free-constant.ts';
import type { GraphDefinition } from './graph-definition.ts';
import { createSketch } from './sketch.ts';

/** A weight: what it is called, and the tfjs variable that a network computes with. */
export interface NamedVariable {
  readonly name: string;
  readonly mirror: Variable;
}

/** A variable of the graph. */
export interface PortableVariable extends NamedVariable {
  /** The node that is its handle, and the one that reads it. */
  readonly handle: string;
  readonly value: string;
}

/** Adds variables to a graph, whose values are its loader's to restore. @param names of variables are all different. */
export function addVariables(graph: GraphDefinition, variables: readonly NamedVariable[]): PortableVariable[] {
  return variables.map(({ name, mirror }) => {
    const handle = graph.add('VarHandleOp', [], handleAttributes(name, mirror.shape), name);
    const value = graph.add('ReadVariableOp', [handle], [FLOAT_RESOURCE], `${name}/read`);
    return { name, mirror, handle, value };
  });
}

/**
 * Adds what a function computes of a batch. It is called twice, with zeros; between the two other work may be done.
 * @param variables of the graph, which stand for their mirrors.
 * @param input an output of the graph: float32 `[batch, …inputShape]`.
 * @returns the output that is float32 `[batch, …]`.
 * @throws NotTraceableError as `GraphSession.traceBatch`.
 */
export function* writeBatch(
  graph: GraphDefinition,
  variables: readonly PortableVariable[],
  { input, inputShape }: { readonly input: string; readonly inputShape: readonly number[] },
  compute: (inputs: Tensor) => Tensor,
): Generator<void, string, void> {
  const sketches: Sketched[] = [];
  const given = new Map<string, string>();
  for (const count of RECORDED_BATCHES) {
    const sketch = createSketch();
    const outputs = new Map<number, string>();
    for (const { mirror, value } of variables) {
      const stand = sketch.add('ReadVariableOp', [], []);
      for (const id of backend.getInputTensorIds([mirror])) outputs.set(id, stand);
      given.set(stand, value);
    }
    sketches.push(sketchBatch({ graph: sketch, outputs, handles: new Map() }, [count, ...inputShape], compute));
    yield;
  }
  const [one, two] = sketches as [Sketched, Sketched];
  given.set(one.input, input);
  return writeFreeBatch(graph, [{ ...one, given }, two]).output;
}
