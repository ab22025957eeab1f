/**
 * The nodes by which a loader brings the weights into a graph, and what tells it of them: TensorFlow's `Saver`, and the
 * collections in which TensorFlow 2 looks for the variables that it is to own. Knows nothing of what they are the weights of.
 */
import type { PortableVariable } from '../../engine/index.ts';
import type { GraphWriter, Output } from './graph-writer.ts';
import { encodeMessage } from './messages.ts';

export interface Saver {
  /** `SaverDef`. */
  readonly definition: Uint8Array;
  /** `VariableDef` of each variable, and of those that are trained. */
  readonly variables: readonly Uint8Array[];
  readonly trained: readonly Uint8Array[];
}

/** Of `SaverDef.version`: checkpoints as tensor bundles. */
const VERSION_2 = 2;
const FLOAT = { dtype: { type: 'float32' } } as const;

/** Adds what reads and writes a checkpoint whose tensors are called as the variables are. */
export function writeSaver(writer: GraphWriter, variables: readonly PortableVariable[]): Saver {
  const { graph } = writer;
  const file = placeholderOf(writer);
  const names = writer.texts(variables.map(({ name }) => name));
  const slices = writer.texts(variables.map(() => ''));
  const dtypes = { dtypes: { types: variables.map(() => 'float32' as const) } };
  const values = variables.map(({ value }): Output => ({ name: value, type: 'float32' }));
  const [saved] = writer.nodes('SaveV2', [file, names, slices, ...values], dtypes, ['string']) as [Output];
  const after: Output = { name: `^${saved.name}`, type: 'string' };
  const written = writer.node('Identity', [file, after], { T: { type: 'string' } }, 'string');
  const restored = writer.nodes(
    'RestoreV2',
    [file, names, slices],
    dtypes,
    variables.map(() => 'float32' as const),
  );
  const assignments = variables.map((variable, index) => assign(writer, variable, restored[index] as Output));
  const all = graph.add(
    'NoOp',
    assignments.map((name) => `^${name}`),
    [],
    'save/restore_all',
  );
  const definitions = variables.map((variable) => ({ variable, definition: variableDefinition(writer, variable) }));
  return {
    definition: encodeMessage([
      [1, `${file.name}:0`],
      [2, `${written.name}:0`],
      [3, all],
      [7, VERSION_2],
    ]),
    variables: definitions.map(({ definition }) => definition),
    trained: definitions.filter(({ variable }) => variable.mirror.trainable).map(({ definition }) => definition),
  };
}

/** The path of the checkpoint, which the loader feeds. */
function placeholderOf(writer: GraphWriter): Output {
  const attributes = { dtype: { type: 'string' }, shape: { shape: [] } } as const;
  return writer.node('PlaceholderWithDefault', [writer.texts(['model'], [])], attributes, 'string');
}

function assign(writer: GraphWriter, { handle }: PortableVariable, value: Output): string {
  const variable: Output = { name: handle, type: 'resource' };
  return writer.node('AssignVariableOp', [variable, value], FLOAT, 'resource').name;
}

/** With a first value, which TensorFlow asks for and never uses: zeros. */
function variableDefinition(writer: GraphWriter, variable: PortableVariable): Uint8Array {
  const { handle, value, mirror } = variable;
  const zeros = writer.node(
    'Fill',
    [writer.numbers('int32', mirror.shape), writer.number('float32', 0)],
    { T: { type: 'float32' }, index_type: { type: 'int32' } },
    'float32',
  );
  return encodeMessage([
    [1, `${handle}:0`],
    [2, assign(writer, variable, zeros)],
    [3, `${value}:0`],
    [5, true],
    [6, `${zeros.name}:0`],
    [7, mirror.trainable],
  ]);
}
