/**
 * Functions that TensorFlow runs as one graph: recorded once for given shapes, then called with numbers. Several functions
 * share the variables of their session. Knows nothing of what the functions compute.
 */

import { typeAttribute } from '../operations.ts';
import { FLOAT_RESOURCE, handleAttributes, type ResourceVariable } from '../resource-variable.ts';
import { backend, freeing, type Tensor, tf, type Variable } from '../runtime.ts';
import { type BatchFunction, createBatchFunction } from './batch-function.ts';
import { type Draft, type Sketched, sketchBatch } from './batch-sketch.ts';
import { writeFreeBatch } from './free-batch.ts';
import { RECORDED_BATCHES } from './free-constant.ts';
import { createGraphDefinition, type GraphDefinition } from './graph-definition.ts';
import { type NativeInput, type NativeRun, nativeSessions } from './native-session.ts';
import { addPlaceholder, type InputSpecification } from './placeholder.ts';
import { record } from './recorder.ts';
import { type SessionOptions, sessionConfig } from './session-config.ts';
import { createSketch } from './sketch.ts';

export type NumberArray = Float32Array | Int32Array | Uint8Array;

/**
 * An input that is gathered from a larger array when the graph is called, without a copy in JavaScript: the rows of `values`
 * whose numbers are `rows[from]` to `rows[to - 1]`, one after the other. A row is what the input's shape has after its first
 * dimension, which is `to - from`.
 */
export interface GatheredRows {
  /** Of the input's own type, one row after the other. */
  readonly values: NumberArray;
  readonly rows: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/**
 * Calls the graph. Of an array only the first numbers are read, as many as the input's shape has. The arrays that are
 * returned are the same at every call, filled anew.
 * @throws Error where an input does not fit, before anything has been computed.
 */
export type GraphFunction = (inputs: readonly (NumberArray | GatheredRows)[]) => readonly NumberArray[];

/** A variable of TensorFlow's, and the tfjs variable that holds the same value, if one does. */
export interface AdoptedVariable {
  readonly resource: ResourceVariable;
  readonly mirror?: Variable;
}

export interface GraphSession {
  /**
   * Records a function. It is called once, eagerly, with tensors of zeros; what that does to the eager variables is not the
   * session's concern.
   * @param compute returns the tensors to give back. It may change adopted variables by operations on their handles.
   * @throws NotTraceableError if it reads a tensor.
   */
  trace(inputs: readonly InputSpecification[], compute: (inputs: Tensor[]) => readonly Tensor[]): GraphFunction;
  /**
   * Records a function of a batch for batches of any size. It is called twice, with zeros.
   * @param inputShape of one example, float32.
   * @param compute from `[batch, ...inputShape]`, to a tensor of floats whose first dimension is the batch too.
   * @throws NotTraceableError if it reads a tensor, or if anything but shapes depends on the batch.
   */
  traceBatch(inputShape: readonly number[], compute: (inputs: Tensor) => Tensor): BatchFunction;
  /** The same in steps, between which other work may be done. */
  traceBatchInSteps(inputShape: readonly number[], compute: (inputs: Tensor) => Tensor): Steps<BatchFunction>;
  /** The present values of the session's variables, in the order in which they were adopted. */
  read(): readonly Float32Array[];
  /** Frees the session and its variables. */
  close(): void;
}

/** Work that pauses at each `yield`, and returns what it made. */
export type Steps<T> = Generator<void, T, void>;

/**
 * Opens a session with variables of its own, which start with the present values of eager ones and stand for them in
 * whatever is traced.
 * @param options how many threads compute, and how many operations may run at once; how much graphs are optimized.
 */
export function openGraphSession(variables: readonly AdoptedVariable[], options: SessionOptions): GraphSession {
  const session = nativeSessions.openSession(sessionConfig(options));
  let graphs = 0;

  function nextGraph(): GraphDefinition {
    graphs += 1;
    return createGraphDefinition(`graph_${graphs}`);
  }

  /** Each graph has nodes of its own for the variables: TensorFlow tells by their names that they are the same. */
  function draft<G extends GraphDefinition>(graph: G): Draft<G> {
    const outputs = new Map<number, string>();
    const handles = new Map<number, readonly string[]>();
    for (const { resource, mirror } of variables) {
      const node = graph.add('VarHandleOp', [], handleAttributes(resource.name, resource.shape));
      outputs.set(resource.handle, node);
      const value = mirror && graph.add('ReadVariableOp', [node], [FLOAT_RESOURCE]);
      for (const id of mirror ? backend.getInputTensorIds([mirror]) : []) outputs.set(id, value ?? '');
      handles.set(resource.handle, value === undefined ? [] : [value]);
    }
    return { graph, outputs, handles };
  }

  function trace(
    specifications: readonly InputSpecification[],
    compute: (inputs: Tensor[]) => readonly Tensor[],
  ): GraphFunction {
    const { graph, outputs, handles } = draft(nextGraph());
    const inputs = specifications.map((specification) => addPlaceholder(graph, specification));
    return freeing(() => {
      const zeros = specifications.map(({ shape, dtype }) =>
        tf.zeros([...shape], dtype === 'int32' ? 'int32' : 'float32'),
      );
      for (const [index, id] of backend.getInputTensorIds(zeros).entries()) {
        outputs.set(id, asFloatIfBytes(graph, inputs[index] as NativeInput));
      }
      return record(
        graph,
        { outputs, handles },
        () => compute(zeros),
        ({ result, outputOf, effects }) => {
          const fetched = result.map(outputOf);
          nativeSessions.extendSession(session, graph.toBytes());
          const traced = functionOf(nativeSessions.prepareRun(session, inputs, fetched, effects), result);
          // Whoever computes under a gradient tape has to keep its results from the tape's own tidying.
          tf.dispose([...result]);
          return traced;
        },
      );
    });
  }

  function* traceBatchInSteps(
    inputShape: readonly number[],
    compute: (inputs: Tensor) => Tensor,
  ): Steps<BatchFunction> {
    const sketches: Sketched[] = [];
    for (const count of RECORDED_BATCHES) {
      sketches.push(sketchBatch(draft(createSketch()), [count, ...inputShape], compute));
      yield;
    }
    const [one, two] = sketches as [Sketched, Sketched];
    const graph = nextGraph();
    const ends = writeFreeBatch(graph, [one, two]);
    const definition = { ...ends, bytes: graph.toBytes() };
    yield;
    nativeSessions.extendSession(session, definition.bytes);
    return createBatchFunction(session, definition, { input: inputShape, output: one.outputShape.slice(1) });
  }

  /** @returns a function that reads all variables, after they were given their first values. */
  function initialize(): () => readonly Float32Array[] {
    if (variables.length === 0) return () => [];
    const { graph, outputs } = draft(nextGraph());
    const handles = variables.map(({ resource }) => outputs.get(resource.handle) ?? '');
    const inputs = variables.map(({ resource: { shape } }) => addPlaceholder(graph, { shape, dtype: 'float32' }));
    const assignments = handles.map((handle, index) =>
      graph.add('AssignVariableOp', [handle, inputs[index]?.name ?? ''], [FLOAT_RESOURCE]),
    );
    const values = handles.map((handle) => graph.add('ReadVariableOp', [handle], [FLOAT_RESOURCE]));
    nativeSessions.extendSession(session, graph.toBytes());
    const starts = variables.map(({ resource }) => numbersOf(resource));
    nativeSessions.run(nativeSessions.prepareRun(session, inputs, [], assignments), starts, []);
    const reading = nativeSessions.prepareRun(session, [], values, []);
    // Of the first values only the sizes are kept: the session has its own copies.
    const sizes = starts.map(({ length }) => length);
    return () => {
      const numbers = sizes.map((size) => new Float32Array(size));
      nativeSessions.run(reading, [], numbers);
      return numbers;
    };
  }

  return {
    trace,
    traceBatchInSteps,
    traceBatch: (inputShape, compute) => finish(traceBatchInSteps(inputShape, compute)),
    read: initialize(),
    close: () => nativeSessions.closeSession(session),
  };
}

/** All steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function asFloatIfBytes(graph: GraphDefinition, { name, dtype }: NativeInput): string {
  const { TF_FLOAT, TF_UINT8 } = backend.binding;
  if (dtype !== TF_UINT8) return name;
  return graph.add('Cast', [name], [typeAttribute('SrcT', TF_UINT8), typeAttribute('DstT', TF_FLOAT)]);
}

/** The arrays that a run fills are made once: a loop of calls leaves nothing to the garbage collector. */
function functionOf(run: NativeRun, results: readonly Tensor[]): GraphFunction {
  const outputs = results.map(({ dtype, size }) => (dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)));
  return (inputs) => {
    nativeSessions.run(run, inputs, outputs);
    return outputs;
  };
}

function numbersOf(resource: ResourceVariable): Float32Array {
  const tensor = resource.read();
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}
