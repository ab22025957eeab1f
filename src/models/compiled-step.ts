/**
 * Training steps as graphs: the computation is recorded once for each batch size, then every step is one session call. The
 * variables that train are the session's; the network gets them back when it is asked for them.
 */
import {
  createResourceVariable,
  freeing,
  type GraphFunction,
  openGraphSession,
  type SessionThreads,
  type Tensor,
  tf,
} from '../engine/index.ts';
import type { Augment } from './augmentation/index.ts';
import { createBatchGraphs, remembered } from './batch-graphs.ts';
import { outcomeOf, sumUp } from './batch-outcome.ts';
import { isRewritten } from './graph-rewriting.ts';
import type { Network } from './network.ts';
import { defaultObjective, type ObjectiveSettings } from './objective.ts';
import type { ResolvedOptimizer } from './specification/index.ts';
import { createTrainingComputation } from './training-computation.ts';
import type { StepState, TrainingStep } from './training-step.ts';

export interface CompiledStepOptions {
  readonly threads: SessionThreads;
  /** Set: inputs come as bytes, to be divided by this. */
  readonly divideBy: number | undefined;
  /** Unset: the loss and the metrics of what the network tells. */
  readonly objective?: ObjectiveSettings;
  /** How examples are varied before each step. */
  readonly augment?: Augment | undefined;
  /** What other steps left, to go on from. */
  readonly from?: StepState | undefined;
}

/**
 * @param network whose weights change only with `synchronize` and `dispose`; nobody else may set them until then.
 * @throws NotTraceableError from `prepare`, `run` and `evaluate`, before anything has changed, if the network cannot be recorded.
 */
export function createCompiledStep(
  network: Network,
  optimizer: ResolvedOptimizer,
  { threads, divideBy, objective = defaultObjective(network.tells), augment, from }: CompiledStepOptions,
): TrainingStep {
  const computation = createTrainingComputation(network, optimizer, objective, augment);
  const { variables, slots, scalarCount, stepColumns, measureColumns } = computation;
  if (from) computation.restore(from.variables);
  const { divisor, shapesOf, preprocessed } = createBatchGraphs(network, divideBy);
  const frozen = network.frozen.map((mirror) => ({ mirror, resource: createResourceVariable(mirror) }));
  const session = openGraphSession(
    [...variables, ...[...slots, divisor].map((resource) => ({ resource })), ...frozen],
    { ...threads, rewriting: isRewritten(network) },
  );
  const starts = variables.map(({ mirror }) => mirror.clone());
  const trainings = new Map<number, GraphFunction>();
  const evaluations = new Map<number, GraphFunction>();
  const number = new Int32Array(1);
  let steps = from?.steps ?? 0;

  function traceTraining(count: number): GraphFunction {
    const told = [
      { shape: [scalarCount], dtype: 'float32' },
      { shape: [], dtype: 'int32' },
    ] as const;
    try {
      return session.trace([...shapesOf(count), ...told], ([examples, truths, scalars, step]) =>
        computation.step(preprocessed(examples), truths as Tensor, {
          scalars: scalars as Tensor,
          number: step as Tensor,
        }),
      );
    } finally {
      // Recording computes a step on zeros: what it did to the network's own weights is undone.
      for (const [index, { mirror }] of variables.entries()) mirror.assign(starts[index] as Tensor);
    }
  }

  function traceEvaluation(count: number): GraphFunction {
    return session.trace(shapesOf(count), ([examples, truths]) =>
      computation.measure(preprocessed(examples), truths as Tensor),
    );
  }

  function synchronize(): void {
    const values = session.read();
    freeing(() => {
      for (const [index, { mirror }] of variables.entries()) {
        mirror.assign(tf.tensor(values[index] as Float32Array, mirror.shape));
      }
    });
  }

  return {
    gathersRows: true,
    evaluationBatchMax: network.batchMax,
    prepare: (count) => void remembered(trainings, count, traceTraining),
    run(inputs, truths, count, learningRate) {
      const step = remembered(trainings, count, traceTraining);
      steps += 1;
      number[0] = steps;
      const results = step([inputs, truths, computation.scalars(steps, learningRate), number]);
      return sumUp(outcomeOf(results, stepColumns));
    },
    evaluate(inputs, truths, count) {
      const results = remembered(evaluations, count, traceEvaluation)([inputs, truths]);
      return sumUp(outcomeOf(results, measureColumns));
    },
    synchronize,
    state: () => ({ steps, variables: session.read().slice(0, variables.length + slots.length) }),
    dispose() {
      synchronize();
      tf.dispose(starts);
      computation.dispose();
      divisor.destroy();
      for (const { resource } of frozen) resource.destroy();
      session.close();
    },
  };
}
