/**
 * Variables that TensorFlow keeps itself, by handle: operations change them in place, and a recorded graph has its own of
 * the same name. tfjs knows nothing of them; who makes one destroys it.
 */
import { booleanAttribute, typeAttribute } from './operations.ts';
import { backend, type OperationAttribute, type Tensor } from './runtime.ts';

export interface ResourceVariable {
  /** Of its own in this process. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The addon's id of the handle, for operations that take it. */
  readonly handle: number;
  /** The present value: the caller's to free. */
  read(): Tensor;
  assign(value: Tensor): void;
  destroy(): void;
}

const { TF_ATTR_SHAPE, TF_ATTR_STRING, TF_FLOAT } = backend.binding;
export const FLOAT_RESOURCE = typeAttribute('dtype', TF_FLOAT);
/** Resource variables with one name are one variable, so every one gets a name of its own. */
let namesGiven = 0;

/** Makes a variable of float32 with the value of a tensor, which stays the caller's. */
export function createResourceVariable(initial: Tensor): ResourceVariable {
  namesGiven += 1;
  const name = `epochd_variable_${namesGiven}`;
  const { shape } = initial;
  const [metadata] = backend.binding.executeOp('VarHandleOp', handleAttributes(name, shape), [], 1);
  if (!metadata) throw new Error('Expected a handle from VarHandleOp. Received: none.');
  const handle = metadata.id;

  function assign(value: Tensor): void {
    const inputs = [handle, ...backend.getInputTensorIds([value])];
    backend.binding.executeOp('AssignVariableOp', [FLOAT_RESOURCE], inputs, 0);
  }

  assign(initial);
  return {
    name,
    shape,
    handle,
    assign,
    read() {
      const [value] = backend.binding.executeOp('ReadVariableOp', [FLOAT_RESOURCE], [handle], 1);
      if (!value) throw new Error('Expected a value from ReadVariableOp. Received: none.');
      return backend.createOutputTensor(value);
    },
    destroy() {
      backend.binding.executeOp('DestroyResourceOp', [booleanAttribute('ignore_lookup_error', true)], [handle], 0);
      backend.binding.deleteTensor(handle);
    },
  };
}

/** Attributes of the node that makes the handle. */
export function handleAttributes(name: string, shape: readonly number[]): OperationAttribute[] {
  return [
    FLOAT_RESOURCE,
    { name: 'shape', type: TF_ATTR_SHAPE, value: [...shape] },
    { name: 'shared_name', type: TF_ATTR_STRING, value: name },
    { name: 'container', type: TF_ATTR_STRING, value: '' },
  ];
}
