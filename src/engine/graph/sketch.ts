/**
 * A graph that is only remembered, to be compared with another. Knows nothing of running or of writing it down.
 */
import type { OperationAttribute } from '../runtime.ts';
import type { ConstantValue, GraphDefinition } from './graph-definition.ts';

export interface SketchNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly attributes: readonly OperationAttribute[];
  readonly constant?: ConstantValue;
}

/** Node n is called `n`. Constants are not merged, so that two sketches can be compared. */
export interface Sketch extends GraphDefinition {
  readonly nodes: readonly SketchNode[];
}

export function createSketch(): Sketch {
  const nodes: SketchNode[] = [];
  const append = (node: SketchNode): string => String(nodes.push(node) - 1);
  return {
    nodes,
    add: (operation, inputs, attributes) => append({ operation, inputs: [...inputs], attributes }),
    constant(constant) {
      if ('texts' in constant) throw new Error('Expected a constant of numbers. Received: one of texts.');
      return append({ operation: 'Const', inputs: [], attributes: [], constant });
    },
    get size() {
      return nodes.length;
    },
    toBytes() {
      throw new Error('Expected a graph. Received: a sketch of one.');
    },
  };
}
