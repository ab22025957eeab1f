/** What a graph is given when it runs: nodes that stand for it. */
import { typeAttribute } from '../operations.ts';
import { backend } from '../runtime.ts';
import type { GraphDefinition } from './graph-definition.ts';
import type { NativeInput } from './native-session.ts';

export interface InputSpecification {
  readonly shape: readonly number[];
  /** `uint8`: the graph is given bytes, and what is traced gets them as float32. */
  readonly dtype: 'float32' | 'int32' | 'uint8';
}

export function addPlaceholder(graph: GraphDefinition, { shape, dtype }: InputSpecification): NativeInput {
  const { TF_ATTR_SHAPE, TF_FLOAT, TF_INT32, TF_UINT8 } = backend.binding;
  const type = { float32: TF_FLOAT, int32: TF_INT32, uint8: TF_UINT8 }[dtype];
  const attributes = [typeAttribute('dtype', type), { name: 'shape', type: TF_ATTR_SHAPE, value: [...shape] }];
  return { name: graph.add('Placeholder', [], attributes), dtype: type, shape };
}
