/**
 * Adam by TensorFlow's own operation, one call for each weight, as Keras 3 computes it. (tfjs' own Adam adds epsilon
 * after the bias correction, which is another formula, and takes thirteen operations for each weight.)
 * Knows nothing of networks nor of losses.
 *
 * DESIGN: each weight has three resource variables in TensorFlow: its value and two moments. The operation changes
 * them in place; then the value is read and put into the tfjs variable that the network computes with. TensorFlow
 * shares the buffer between the two until the next step, when it copies it once. Nothing else may change a weight
 * between steps: it would not be seen. Resource variables are no tensors of tfjs: `dispose` is what frees them.
 */
import { booleanAttribute, FLOAT, typeAttribute } from './operations.ts';
import { backend, type OperationAttribute, type Tensor, tf, type Variable } from './runtime.ts';

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface Adam {
  /** Changes every variable by its gradient, given in the order of the variables. The gradients stay the caller's. */
  apply(gradients: readonly Tensor[]): void;
  dispose(): void;
}

interface Slots {
  readonly value: number;
  readonly mean: number;
  readonly variance: number;
}

const { binding } = backend;
const FLOAT_RESOURCE = typeAttribute('dtype', binding.TF_FLOAT);
const APPLY: readonly OperationAttribute[] = [
  FLOAT,
  booleanAttribute('use_locking', false),
  booleanAttribute('use_nesterov', false),
];
/** Resource variables with one name are one variable, so every one gets a name of its own. */
let namesGiven = 0;

/**
 * Makes an Adam for variables, from their present values and with moments of zero. For step t and gradient g:
 * `m += (g − m)(1 − β1)`, `v += (g² − v)(1 − β2)`, `w −= m · α√(1 − β2ᵗ)/(1 − β1ᵗ) / (√v + ε)`
 * (Kingma & Ba 2015, the form before section 2.1's last paragraph; Keras 3's `Adam.update_step`).
 */
export function createAdam(variables: readonly Variable[], settings: AdamSettings): Adam {
  const slots = variables.map(createSlots);
  let steps = 0;

  function apply(gradients: readonly Tensor[]): void {
    steps += 1;
    const { learningRate, beta1, beta2, epsilon } = settings;
    const scalars = [beta1 ** steps, beta2 ** steps, learningRate, beta1, beta2, epsilon].map((value) =>
      tf.scalar(value),
    );
    const scalarIds = backend.getInputTensorIds(scalars);
    const gradientIds = backend.getInputTensorIds(gradients);
    for (const [index, variable] of variables.entries()) {
      const { value, mean, variance } = slots[index] as Slots;
      binding.executeOp(
        'ResourceApplyAdam',
        APPLY,
        [value, mean, variance, ...scalarIds, gradientIds[index] as number],
        0,
      );
      publish(value, variable);
    }
    tf.dispose(scalars);
  }

  function dispose(): void {
    for (const { value, mean, variance } of slots)
      for (const handle of [value, mean, variance]) destroyResource(handle);
    slots.length = 0;
  }

  return { apply, dispose };
}

function createSlots(variable: Variable): Slots {
  const zeros = tf.zeros(variable.shape);
  const slots = { value: createResource(variable), mean: createResource(zeros), variance: createResource(zeros) };
  zeros.dispose();
  return slots;
}

/** @returns the id of the handle, a tensor that only the addon knows. */
function createResource(initial: Tensor): number {
  namesGiven += 1;
  const attributes: OperationAttribute[] = [
    FLOAT_RESOURCE,
    { name: 'shape', type: binding.TF_ATTR_SHAPE, value: initial.shape },
    { name: 'shared_name', type: binding.TF_ATTR_STRING, value: `epochd/adam/${namesGiven}` },
    { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
  ];
  const handle = idOf(binding.executeOp('VarHandleOp', attributes, [], 1));
  binding.executeOp('AssignVariableOp', [FLOAT_RESOURCE], [handle, ...backend.getInputTensorIds([initial])], 0);
  return handle;
}

function publish(handle: number, variable: Variable): void {
  const [metadata] = binding.executeOp('ReadVariableOp', [FLOAT_RESOURCE], [handle], 1);
  if (!metadata) throw new Error('Expected a value from ReadVariableOp. Received: none.');
  const value = backend.createOutputTensor(metadata);
  variable.assign(value);
  value.dispose();
}

function destroyResource(handle: number): void {
  binding.executeOp('DestroyResourceOp', [booleanAttribute('ignore_lookup_error', true)], [handle], 0);
  binding.deleteTensor(handle);
}

function idOf([metadata]: readonly { id: number }[]): number {
  if (!metadata) throw new Error('Expected a handle from VarHandleOp. Received: none.');
  return metadata.id;
}
