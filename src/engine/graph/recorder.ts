/**
 * Records what TensorFlow computes, as a graph: while a function runs eagerly, every operation that reaches the addon becomes
 * a node. It knows nothing of layers, losses or optimizers: whatever ends in operations is recorded alike.
 *
 * DESIGN The addon's functions are replaced for the length of one call. Tensors are told apart by the ids that the addon
 * gives them. It counts them up and gives none twice, so tensors are freed meanwhile as in any eager step: kept until the end,
 * they would take several times the memory. What was made before the recording is bound to a node, or captured as a constant
 * with its present value. What is read back would be frozen into the graph, so reading is refused. An operation without
 * outputs (an assignment, an optimizer's update) is there for its effect: those are the nodes that a run has to wait for.
 */
import { type Backend, type Binding, backend, type Tensor } from '../runtime.ts';
import type { ConstantValue, GraphDefinition } from './graph-definition.ts';

/** What was asked for cannot be a graph. */
export class NotTraceableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotTraceableError';
  }
}

export interface Recording<T> {
  readonly result: T;
  /** The output of the graph that holds what an eager tensor held. @throws NotTraceableError for one that was not recorded. */
  outputOf(tensor: Tensor): string;
  /** Nodes that are there for their effect, in the order of the calls. */
  readonly effects: readonly string[];
}

/** What a recording starts from. */
export interface Bindings {
  /** Eager tensors, by the addon's id, and the outputs of the graph that stand for them. */
  readonly outputs: ReadonlyMap<number, string>;
  /** Handles of variables, by the addon's id, and the nodes that read them already. */
  readonly handles: ReadonlyMap<number, readonly string[]>;
}

/**
 * Runs a function and records it.
 * @param compute must free no tensor that its result holds.
 * @param use is given the recording before the recorded tensors are freed.
 * @throws NotTraceableError if a value is read back; the nodes recorded until then stay in the graph, unused.
 */
export function record<T, R>(
  graph: GraphDefinition,
  bindings: Bindings,
  compute: () => T,
  use: (recording: Recording<T>) => R,
): R {
  const outputs = new Map(bindings.outputs);
  const effects: string[] = [];
  const order = createAccessOrder(bindings.handles);
  const captures = watchCaptures();
  const original = backend.binding;

  backend.binding = replaced(original, {
    executeOp(name, attributes, inputIds, outputCount) {
      const made = original.executeOp(name, attributes, inputIds, outputCount);
      for (const id of inputIds) if (!outputs.has(id)) outputs.set(id, graph.constant(captures.valueOf(id)));
      const inputs = inputIds.map((id) => outputs.get(id) ?? '');
      const node = graph.add(name, [...inputs, ...order.before(name, inputIds)], attributes);
      order.note(name, inputIds, node);
      if (outputCount === 0) effects.push(node);
      for (const [index, { id }] of made.entries()) outputs.set(id, index === 0 ? node : `${node}:${index}`);
      return made;
    },
    createTensor(shape, dtype, values) {
      const id = original.createTensor(shape, dtype, values);
      captures.created(id, { shape, dtype, bytes: copyOfBytes(values) });
      return id;
    },
    tensorDataSync() {
      throw new NotTraceableError('Expected a computation that reads no tensor back. Received: one that does.');
    },
  });
  try {
    const result = compute();
    return use({
      result,
      effects,
      outputOf(tensor) {
        const [id = -1] = backend.getInputTensorIds([tensor]);
        const output = outputs.get(id);
        if (output !== undefined) return output;
        throw new NotTraceableError('Expected a tensor that was recorded. Received: another.');
      },
    });
  } finally {
    backend.binding = original;
    captures.end();
  }
}

/** The addon with some of its functions replaced; its own properties can be neither changed nor listed. */
function replaced(original: Binding, replacements: Partial<Binding>): Binding {
  return Object.create(original, Object.getOwnPropertyDescriptors(replacements)) as Binding;
}

interface AccessOrder {
  /** Control inputs: the nodes that a new one must come after. */
  before(operation: string, inputIds: readonly number[]): string[];
  note(operation: string, inputIds: readonly number[], node: string): void;
}

/**
 * Keeps what is done to a variable in the order of the calls, which a graph alone does not: a read comes after the last change,
 * a change after the last change and all reads since (as `tf.function`'s automatic control dependencies).
 */
function createAccessOrder(handles: Bindings['handles']): AccessOrder {
  const states = new Map(
    [...handles].map(([id, reads]) => [id, { change: undefined as string | undefined, reads: [...reads] }]),
  );
  const touched = (inputIds: readonly number[]) => inputIds.flatMap((id) => states.get(id) ?? []);
  return {
    before(operation, inputIds) {
      const nodes = touched(inputIds).flatMap(({ change, reads }) => [
        ...(change === undefined ? [] : [change]),
        ...(operation === 'ReadVariableOp' ? [] : reads),
      ]);
      return [...new Set(nodes)].map((node) => `^${node}`);
    },
    note(operation, inputIds, node) {
      for (const state of touched(inputIds)) {
        if (operation === 'ReadVariableOp') {
          state.reads.push(node);
        } else {
          state.change = node;
          state.reads = [];
        }
      }
    },
  };
}

interface Captures {
  created(id: number, value: ConstantValue): void;
  /** @throws NotTraceableError if the tensor is none that tfjs handed over. */
  valueOf(id: number): ConstantValue;
  end(): void;
}

/** Remembers what is known of tensors by their ids: the addon itself tells neither type nor shape. */
function watchCaptures(): Captures {
  const { binding } = backend;
  const values = new Map<number, ConstantValue>();
  const tensors = new Map<number, Tensor>();
  const original: Backend['getInputTensorIds'] = backend.getInputTensorIds;
  backend.getInputTensorIds = (inputs) => {
    const ids = original.call(backend, inputs);
    for (const [index, id] of ids.entries()) tensors.set(id, inputs[index] as Tensor);
    return ids;
  };
  return {
    created: (id, value) => void values.set(id, value),
    valueOf(id) {
      const known = values.get(id);
      if (known) return known;
      const { shape, dtype } = tensors.get(id) ?? {};
      const type = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL }[String(dtype)];
      if (!shape || type === undefined) {
        throw new NotTraceableError(
          `Expected inputs of float32, int32 or bool. Received: ${dtype ?? 'an unknown tensor'}.`,
        );
      }
      return { shape, dtype: type, bytes: copyOfBytes(binding.tensorDataSync(id)) };
    },
    end() {
      backend.getInputTensorIds = original;
    },
  };
}

function copyOfBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
