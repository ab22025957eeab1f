/**
 * Training steps as graphs: the eager step is recorded once for each batch size, then every step is one session call. The
 * weights and moments that train are the session's; the network gets them back when it is asked for them.
 */
import {
  createAdam,
  createResourceVariable,
  freeing,
  type GraphFunction,
  openGraphSession,
  type Scalar,
  type SessionThreads,
  type Tensor,
  tf,
  type Variable,
} from '../engine/index.ts';
import { type BatchOutcome, outcomeOf, sumUp } from './batch-outcome.ts';
import type { Network } from './network.ts';
import type { ResolvedOptimizer } from './specification/index.ts';
import type { TrainingStep } from './training-step.ts';

export interface CompiledStepOptions {
  readonly threads: SessionThreads;
  /** Set: inputs come as bytes, to be divided by this. */
  readonly divideBy: number | undefined;
}

/** Adam's variables for each weight: its value comes first. */
const SLOTS = 3;

/**
 * @param network whose weights change only with `synchronize` and `dispose`; nobody else may set them until then.
 * @throws NotTraceableError from `prepare`, before anything has changed, if the network cannot be recorded.
 */
export function createCompiledStep(
  network: Network,
  optimizer: ResolvedOptimizer,
  { threads, divideBy }: CompiledStepOptions,
): TrainingStep {
  const { variables, inputShape } = network;
  const adam = createAdam(variables, optimizer);
  // A variable, although it never changes: TensorFlow makes of a division by a constant a product, which rounds otherwise.
  const divisor = divideBy === undefined ? undefined : freeing(() => createResourceVariable(tf.scalar(divideBy)));
  const session = openGraphSession(
    adam.slots
      .flatMap(({ variable, value, mean, variance }) => [
        { resource: value, mirror: variable },
        { resource: mean },
        { resource: variance },
      ])
      .concat(divisor ? [{ resource: divisor }] : []),
    threads,
  );
  const starts = variables.map((variable) => variable.clone());
  const trainings = new Map<number, GraphFunction>();
  const evaluations = new Map<number, GraphFunction>();
  let steps = 0;

  function traceTraining(count: number): GraphFunction {
    const inputs = [...batchSpecifications(count), { shape: [adam.scalars(1).length], dtype: 'float32' } as const];
    const traced = session.trace(inputs, ([examples, labels, scalars]) => {
      let kept: Tensor[] = [];
      const { grads } = tf.variableGrads(() => {
        const { losses, classes } = outcomeOf(network, preprocessed(examples as Tensor), labels as Tensor);
        // tfjs frees whatever the forward pass made when it ends, but these two are the step's results.
        kept = [tf.keep(losses), tf.keep(classes)];
        return tf.mean(losses) as Scalar;
      }, variables as Variable[]);
      adam.apply(
        variables.map((variable) => grads[variable.name] as Tensor),
        scalars as Tensor,
      );
      return kept;
    });
    restore();
    return traced;
  }

  /** Recording computes a step on zeros: what it did to the network's own weights is undone. */
  function restore(): void {
    for (const [index, variable] of variables.entries()) variable.assign(starts[index] as Tensor);
  }

  function traceEvaluation(count: number): GraphFunction {
    return session.trace(batchSpecifications(count), ([examples, labels]) => {
      const { losses, classes } = outcomeOf(network, preprocessed(examples as Tensor), labels as Tensor);
      return [losses, classes];
    });
  }

  /** In the graph, in float32: the same numbers as the examples' own preprocessing gives. */
  function preprocessed(examples: Tensor): Tensor {
    return divisor ? tf.div(examples, divisor.read()) : examples;
  }

  function batchSpecifications(count: number) {
    return [
      { shape: [count, ...inputShape], dtype: divideBy === undefined ? 'float32' : 'uint8' },
      { shape: [count], dtype: 'int32' },
    ] as const;
  }

  function synchronize(): void {
    const values = session.read();
    freeing(() => {
      for (const [index, variable] of variables.entries()) {
        variable.assign(tf.tensor(values[index * SLOTS] as Float32Array, variable.shape));
      }
    });
  }

  return {
    takesBytes: divideBy !== undefined,
    evaluationBatchMax: network.batchMax,
    prepare: (count) => void remembered(trainings, count, traceTraining),
    run(inputs, labels, count) {
      const step = remembered(trainings, count, traceTraining);
      steps += 1;
      return sumUp(outcome(step([inputs, labels, adam.scalars(steps)])), labels);
    },
    evaluate(inputs, labels, count) {
      return sumUp(outcome(remembered(evaluations, count, traceEvaluation)([inputs, labels])), labels);
    },
    synchronize,
    dispose() {
      synchronize();
      tf.dispose(starts);
      adam.dispose();
      divisor?.destroy();
      session.close();
    },
  };
}

function outcome([losses, classes]: ReturnType<GraphFunction>): BatchOutcome {
  return { losses: losses as Float32Array, classes: classes as Int32Array };
}

function remembered<T>(known: Map<number, T>, key: number, make: (key: number) => T): T {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}
