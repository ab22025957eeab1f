/**
 * Inputs as TensorFlow Serving's `classify` and `regress` take them: features of serialized `tf.Example`s. Numbers have single
 * precision there. Knows nothing of what the inputs are.
 *
 * DESIGN An input that is not fed is the feature of its place. The node that parses examples has to know all inputs, and is
 * written after them; graphs may name nodes that come later.
 */
import type { Dtype } from '../../engine/index.ts';
import type { GraphInput } from './graph-input.ts';
import type { GraphWriter, Output } from './graph-writer.ts';

const PARSED = 'examples/features';
const SERIALIZED = 'examples/serialized';

/**
 * Whether an input is a feature of examples: one value for each, as of a table's row. Lists of numbers come as tensors; and what
 * cannot parse examples, such as TensorFlow Lite, takes their models. @param shape with the batch.
 */
export function canBeFeature(shape: readonly number[]): boolean {
  return shape.length === 1;
}

/** What is parsed for the input of that place. */
export function featureOf(writer: GraphWriter, index: number, type: Dtype): Output {
  const name = index === 0 ? PARSED : `${PARSED}:${index}`;
  return writer.cast({ name, type: featureType(type) }, type);
}

/** Adds what parses examples. @returns the input that takes them; undefined where the inputs are no features. */
export function writeExamples(writer: GraphWriter, inputs: readonly GraphInput[]): GraphInput | undefined {
  if (!inputs.every(({ shape }) => canBeFeature(shape))) return undefined;
  const serialized = writer.placeholder(SERIALIZED, 'string', [-1]);
  const types = inputs.map(({ output }) => featureType(output.type));
  const none = writer.texts([]);
  const keys = writer.texts(inputs.map(({ name }) => name));
  const defaults = inputs.map(({ optional }, index) => defaultOf(writer, types[index] as Feature, optional));
  writer.nodes(
    'ParseExampleV2',
    [serialized, none, none, keys, none, ...defaults],
    {
      Tdense: { types },
      num_sparse: { int: 0 },
      sparse_types: { types: [] },
      ragged_value_types: { types: [] },
      ragged_split_types: { types: [] },
      dense_shapes: { shapes: inputs.map(({ shape }) => shape.slice(1)) },
    },
    types,
    PARSED,
  );
  return { name: 'inputs', output: serialized, shape: [-1], optional: false };
}

type Feature = 'float32' | 'int64' | 'string';

/** Examples have no other types. */
function featureType(type: Dtype): Feature {
  if (type === 'string') return 'string';
  return type === 'float32' || type === 'float64' ? 'float32' : 'int64';
}

/** Of an input that may be missing; none has no elements. */
function defaultOf(writer: GraphWriter, type: Feature, optional: boolean): Output {
  if (type === 'string') return optional ? writer.texts([''], []) : writer.texts([]);
  return optional ? writer.number(type, Number.NaN) : writer.numbers(type, []);
}
