/** The messages of TensorFlow's GraphDef that are written here, as tfjs-node ships them; the package types none of them. */
import { createRequire } from 'node:module';

export interface Message {
  serializeBinary(): Uint8Array;
}
export interface ProtoTensorShape extends Message {
  setDimList(dimensions: Message[]): void;
}
export interface ProtoDimension extends Message {
  setSize(size: number): void;
}
export interface ProtoTensor extends Message {
  setDtype(dtype: number): void;
  setTensorShape(shape: Message): void;
  setTensorContent(bytes: Uint8Array): void;
  setStringValList(texts: readonly Uint8Array[]): void;
}
export interface ProtoList extends Message {
  setIList(values: readonly number[]): void;
  setFList(values: readonly number[]): void;
  setSList(values: readonly Uint8Array[]): void;
  setTypeList(values: readonly number[]): void;
  setShapeList(shapes: readonly Message[]): void;
}
export interface ProtoAttribute extends Message {
  setType(value: number): void;
  setTensor(value: Message): void;
  setB(value: boolean): void;
  setI(value: number): void;
  setF(value: number): void;
  setS(value: Uint8Array): void;
  setShape(value: Message): void;
  setList(value: Message): void;
}
export interface ProtoNode extends Message {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(inputs: readonly string[]): void;
  getAttrMap(): { set(name: string, value: Message): void };
}
export interface ProtoGraph extends Message {
  setNodeList(nodes: readonly Message[]): void;
  setVersions(version: Message): void;
}
export interface ProtoVersion extends Message {
  setProducer(version: number): void;
}
export interface Proto {
  readonly TensorShape: (new () => ProtoTensorShape) & { readonly Dim: new () => ProtoDimension };
  readonly Tensor: new () => ProtoTensor;
  readonly AttrValue: (new () => ProtoAttribute) & { readonly ListValue: new () => ProtoList };
  readonly NodeDef: new () => ProtoNode;
  readonly GraphDef: new () => ProtoGraph;
  readonly VersionDef: new () => ProtoVersion;
}

export const proto = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb.js') as Proto;
