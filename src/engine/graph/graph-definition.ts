/**
 * A graph as it is written down: nodes with an operation, inputs and attributes, in TensorFlow's own GraphDef form. Knows
 * nothing of where nodes come from, nor of running them.
 */
import type { OperationAttribute } from '../runtime.ts';
import { backend } from '../runtime.ts';
import {
  type ProtoAttribute,
  type ProtoList,
  type ProtoNode,
  type ProtoTensor,
  type ProtoTensorShape,
  proto,
} from './proto.ts';

/** TensorFlow 2.21's version of the graph format (`TF_GRAPH_DEF_VERSION`). */
const PRODUCER = 2474;
/** `DT_STRING`; the addon has no tensors of it. */
const TF_STRING = 7;

export interface ConstantValue {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

/** A constant of texts, in UTF-8. */
export interface TextConstant {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly texts: readonly string[];
}

export interface GraphDefinition {
  /**
   * Adds a node.
   * @param inputs outputs of other nodes, `name` or `name:index`; `^name` waits for a node without taking its output.
   * @param name of the node; one that nothing else has, of letters, digits and `_./-`. Default: one after its operation.
   * @returns the node's name, which is also that of its first output.
   */
  add(operation: string, inputs: readonly string[], attributes: readonly OperationAttribute[], name?: string): string;
  /** Adds a constant, or finds the one of the same value. */
  constant(value: ConstantValue | TextConstant): string;
  /** How many nodes there are. */
  readonly size: number;
  /** The whole as a serialized GraphDef. */
  toBytes(): Uint8Array;
}

/** @param prefix of every node's name, so that several graphs can be part of one session. */
export function createGraphDefinition(prefix: string): GraphDefinition {
  const nodes: ProtoNode[] = [];
  const constants = new Map<string, string>();

  function append(
    operation: string,
    inputs: readonly string[],
    name = `${prefix}/${operation}_${nodes.length}`,
  ): { name: string; node: ProtoNode } {
    const node = createNode(name, operation, inputs);
    nodes.push(node);
    return { name, node };
  }

  return {
    add(operation, inputs, attributes, called) {
      const { name, node } = append(operation, inputs, called);
      for (const attribute of attributes) node.getAttrMap().set(attribute.name, encodeAttribute(attribute));
      return name;
    },
    constant(value) {
      const key = keyOf(value);
      const known = constants.get(key);
      if (known !== undefined) return known;
      const { name, node } = append('Const', []);
      node.getAttrMap().set(
        'dtype',
        encode((attribute) => attribute.setType('texts' in value ? TF_STRING : value.dtype)),
      );
      node.getAttrMap().set(
        'value',
        encode((attribute) => attribute.setTensor(encodeTensor(value))),
      );
      constants.set(key, name);
      return name;
    },
    get size() {
      return nodes.length;
    },
    toBytes() {
      const version = new proto.VersionDef();
      version.setProducer(PRODUCER);
      const graph = new proto.GraphDef();
      graph.setVersions(version);
      graph.setNodeList(nodes);
      return graph.serializeBinary();
    },
  };
}

function createNode(name: string, operation: string, inputs: readonly string[]): ProtoNode {
  const node = new proto.NodeDef();
  node.setName(name);
  node.setOp(operation);
  node.setInputList(inputs);
  return node;
}

function encode(fill: (attribute: ProtoAttribute) => void): ProtoAttribute {
  const attribute = new proto.AttrValue();
  fill(attribute);
  return attribute;
}

function keyOf(value: ConstantValue | TextConstant): string {
  const shape = value.shape.join('×');
  if ('texts' in value) return `${TF_STRING} ${shape} ${JSON.stringify(value.texts)}`;
  return `${value.dtype} ${shape} ${Buffer.from(value.bytes).toString('base64')}`;
}

function encodeTensor(value: ConstantValue | TextConstant): ProtoTensor {
  const tensor = new proto.Tensor();
  tensor.setTensorShape(encodeShape(value.shape));
  if ('texts' in value) {
    tensor.setDtype(TF_STRING);
    tensor.setStringValList(value.texts.map(encodeText));
  } else {
    tensor.setDtype(value.dtype);
    tensor.setTensorContent(value.bytes);
  }
  return tensor;
}

function encodeShape(shape: readonly number[]): ProtoTensorShape {
  const encoded = new proto.TensorShape();
  encoded.setDimList(
    shape.map((size) => {
      const dimension = new proto.TensorShape.Dim();
      dimension.setSize(size);
      return dimension;
    }),
  );
  return encoded;
}

/** @throws RangeError for a kind of attribute that no operation of ours has. */
function encodeAttribute({ name, type, value }: OperationAttribute): ProtoAttribute {
  const { binding } = backend;
  const list = Array.isArray(value) ? value : undefined;
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return encode((attribute) =>
        list ? attribute.setList(encodeList((to) => to.setTypeList(list))) : attribute.setType(value as number),
      );
    case binding.TF_ATTR_BOOL:
      return encode((attribute) => attribute.setB(value as boolean));
    case binding.TF_ATTR_SHAPE:
      return encode((attribute) =>
        list?.every(Array.isArray) && list.length > 0
          ? attribute.setList(encodeList((to) => to.setShapeList(list.map(encodeShape))))
          : attribute.setShape(encodeShape(value as number[])),
      );
    case binding.TF_ATTR_INT:
      return encode((attribute) =>
        list ? attribute.setList(encodeList((to) => to.setIList(list))) : attribute.setI(value as number),
      );
    case binding.TF_ATTR_FLOAT:
      return encode((attribute) =>
        list ? attribute.setList(encodeList((to) => to.setFList(list))) : attribute.setF(value as number),
      );
    case binding.TF_ATTR_STRING:
      return encode((attribute) =>
        list
          ? attribute.setList(encodeList((to) => to.setSList(list.map(encodeText))))
          : attribute.setS(encodeText(value)),
      );
    default:
      throw new RangeError(`Expected an attribute of a known kind. Received: "${name}" of kind ${type}.`);
  }
}

function encodeList(fill: (list: ProtoList) => void): ProtoList {
  const list = new proto.AttrValue.ListValue();
  fill(list);
  return list;
}

function encodeText(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(value)));
}
