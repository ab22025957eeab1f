/**
 * Writes nodes of a graph with their types told: TensorFlow wants both operands and their type said. Knows TensorFlow's operations
 * (`tensorflow/core/ops`), nothing of what is computed with them.
 */
import {
  type AttributeValue,
  attribute,
  createGraphDefinition,
  DTYPES,
  type Dtype,
  type GraphDefinition,
} from '../../engine/index.ts';

/** An output of a node. */
export interface Output {
  /** `node` or `node:1`. */
  readonly name: string;
  readonly type: Dtype;
}

type Attributes = Readonly<Record<string, AttributeValue>>;
type Arithmetic = 'AddV2' | 'Sub' | 'Mul' | 'RealDiv' | 'Mod' | 'Minimum' | 'Maximum';
type Comparison = 'Equal' | 'NotEqual' | 'LessEqual' | 'Greater';

export interface GraphWriter {
  readonly graph: GraphDefinition;
  /** Nodes that have to run once, after the weights are there. */
  readonly initializers: string[];
  /** @param type of the first output. */
  node(operation: string, inputs: readonly Output[], attributes: Attributes, type: Dtype, name?: string): Output;
  /** Of several outputs. */
  nodes(
    operation: string,
    inputs: readonly Output[],
    attributes: Attributes,
    types: readonly Dtype[],
    name?: string,
  ): Output[];
  /** What is fed. @param shape −1 where any size will do. */
  placeholder(name: string, type: Dtype, shape: readonly number[]): Output;
  /** A constant of numbers. @param shape their list's unless given; `[]` for one alone. */
  numbers(type: NumberType, values: readonly number[], shape?: readonly number[]): Output;
  number(type: NumberType, value: number): Output;
  texts(values: readonly string[], shape?: readonly number[]): Output;
  cast(x: Output, type: Dtype): Output;
  arithmetic(operation: Arithmetic, a: Output, b: Output): Output;
  /** The same with a number of the other operand's type. */
  with(operation: Arithmetic, a: Output, b: number): Output;
  compare(operation: Comparison, a: Output, b: Output): Output;
  each(operation: 'Floor' | 'Sin' | 'Cos' | 'Log' | 'Square' | 'LogicalNot', x: Output): Output;
  isNan(x: Output): Output;
  /** `a` where true, `b` elsewhere. */
  select(condition: Output, a: Output, b: Output): Output;
  reshape(x: Output, shape: readonly number[]): Output;
  concat(parts: readonly Output[], axis: number): Output;
  /** The size of the first axis: int32, one alone. */
  sizeOf(x: Output, axis: number): Output;
  /** By a table that an initializer fills: from texts, or int64, to int64; `otherwise` for all other keys. */
  lookUp(keys: readonly string[] | readonly number[], values: readonly number[], x: Output, otherwise: number): Output;
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const;
type NumberType = keyof typeof ARRAYS;

/** @param tables is what the names of tables begin with: other models in the same process have other ones. */
export function createGraphWriter(prefix: string, tables: string): GraphWriter {
  const graph = createGraphDefinition(prefix);
  const initializers: string[] = [];

  function nodes(
    operation: string,
    inputs: readonly Output[],
    attributes: Attributes,
    types: readonly Dtype[],
    name?: string,
  ): Output[] {
    const made = graph.add(
      operation,
      inputs.map((input) => input.name),
      Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      name,
    );
    return types.map((type, index) => ({ name: index === 0 ? made : `${made}:${index}`, type }));
  }

  function node(
    operation: string,
    inputs: readonly Output[],
    attributes: Attributes,
    type: Dtype,
    name?: string,
  ): Output {
    return nodes(operation, inputs, attributes, [type], name)[0] as Output;
  }

  function numbers(type: NumberType, values: readonly number[], shape: readonly number[] = [values.length]): Output {
    const array = type === 'int64' ? BigInt64Array.from(values, BigInt) : ARRAYS[type].from(values);
    const bytes = new Uint8Array(array.buffer);
    return { name: graph.constant({ dtype: DTYPES[type], shape, bytes }), type };
  }

  function texts(values: readonly string[], shape: readonly number[] = [values.length]): Output {
    return { name: graph.constant({ shape, texts: values }), type: 'string' };
  }

  function arithmetic(operation: Arithmetic, a: Output, b: Output): Output {
    return node(operation, [a, b], { T: { type: a.type } }, a.type);
  }

  const axes = (...values: number[]): Output => numbers('int32', values);

  return {
    ...{ graph, initializers, node, nodes, numbers, texts, arithmetic },
    placeholder: (name, type, shape) => node('Placeholder', [], { dtype: { type }, shape: { shape } }, type, name),
    number: (type, value) => numbers(type, [value], []),
    cast: (x, type) =>
      x.type === type
        ? x
        : node('Cast', [x], { SrcT: { type: x.type }, DstT: { type }, Truncate: { bool: false } }, type),
    with: (operation, a, b) => arithmetic(operation, a, numbers(a.type as NumberType, [b], [])),
    compare: (operation, a, b) => node(operation, [a, b], { T: { type: a.type } }, 'bool'),
    each: (operation, x) => node(operation, [x], operation === 'LogicalNot' ? {} : { T: { type: x.type } }, x.type),
    isNan: (x) => node('IsNan', [x], { T: { type: x.type } }, 'bool'),
    select: (condition, a, b) => node('SelectV2', [condition, a, b], { T: { type: a.type } }, a.type),
    reshape: (x, shape) =>
      node('Reshape', [x, numbers('int32', shape)], { T: { type: x.type }, Tshape: { type: 'int32' } }, x.type),
    concat(parts, axis) {
      const [first] = parts as [Output];
      if (parts.length === 1) return first;
      const attributes = { N: { int: parts.length }, T: { type: first.type }, Tidx: { type: 'int32' } } as const;
      return node('ConcatV2', [...parts, numbers('int32', [axis], [])], attributes, first.type);
    },
    sizeOf(x, axis) {
      const shape = node('Shape', [x], { T: { type: x.type }, out_type: { type: 'int32' } }, 'int32');
      return node(
        'StridedSlice',
        [shape, axes(axis), axes(axis + 1), axes(1)],
        { T: { type: 'int32' }, Index: { type: 'int32' }, shrink_axis_mask: { int: 1 } },
        'int32',
      );
    },
    lookUp(keys, values, x, otherwise) {
      const known = x.type === 'int64' ? numbers('int64', keys as number[]) : texts(keys as string[]);
      const types = { Tin: { type: known.type }, Tout: { type: 'int64' } } as const;
      const table = node(
        'HashTableV2',
        [],
        {
          container: { text: '' },
          shared_name: { text: `${tables}/${initializers.length}` },
          use_node_name_sharing: { bool: false },
          key_dtype: { type: known.type },
          value_dtype: { type: 'int64' },
        },
        'resource',
      );
      // It has no output: whoever waits for it does so by its name.
      const filled = nodes('LookupTableImportV2', [table, known, numbers('int64', values)], types, ['resource']);
      initializers.push(...filled.map(({ name }) => name));
      return node('LookupTableFindV2', [table, x, numbers('int64', [otherwise], [])], types, 'int64');
    },
  };
}
