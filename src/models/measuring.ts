/**
 * Measures batches with a network that does not change: as graphs, one for each size of a batch, or eagerly where the network
 * cannot be recorded. Knows nothing of what the figures are for.
 */
import os from 'node:os';
import {
  createResourceVariable,
  freeing,
  type GraphFunction,
  NotTraceableError,
  openGraphSession,
  type Tensor,
  tf,
} from '../engine/index.ts';
import { createBatchGraphs, remembered } from './batch-graphs.ts';
import { forwardOutcome, outcomeOf, readOutcome, resultsOf, sumUp } from './batch-outcome.ts';
import { expectNumbers, truthsOf } from './example-batches.ts';
import type { Network } from './network.ts';
import { type MeasuringSettings, measuringObjective, type Objective } from './objective.ts';
import { product } from './specification/index.ts';
import type { TrainingStep } from './training-step.ts';

export interface Measuring extends Pick<TrainingStep, 'gathersRows' | 'evaluationBatchMax' | 'evaluate' | 'dispose'> {}

/**
 * @param network whose weights nobody may set until `dispose`. It stays the caller's.
 * @param divideBy set: inputs come as bytes, to be divided by this, if `gathersRows` is true.
 * @param count of a first batch, which tells whether the network can be recorded.
 */
export function createMeasuring(
  network: Network,
  settings: MeasuringSettings,
  divideBy: number | undefined,
  count: number,
): Measuring {
  const objective = measuringObjective(network.tells, settings);
  const compiled = compiledMeasuring(network, objective, divideBy);
  try {
    compiled.prepare(count);
    return compiled;
  } catch (error) {
    compiled.dispose();
    if (!(error instanceof NotTraceableError)) throw error;
    return eagerMeasuring(network, objective);
  }
}

function compiledMeasuring(network: Network, objective: Objective, divideBy: number | undefined) {
  const variables = [...network.variables, ...network.statistics, ...network.frozen].map((mirror) => ({
    mirror,
    resource: createResourceVariable(mirror),
  }));
  const batches = createBatchGraphs(network, divideBy);
  const threads = { intraOp: os.availableParallelism(), interOp: 0 };
  const session = openGraphSession([...variables, { resource: batches.divisor }], threads);
  const graphs = new Map<number, GraphFunction>();

  function trace(count: number): GraphFunction {
    return session.trace(batches.shapesOf(count), ([inputs, truths]) =>
      measured(network, objective, batches.preprocessed(inputs), truths as Tensor),
    );
  }

  return {
    gathersRows: true,
    evaluationBatchMax: network.batchMax,
    prepare: (count: number) => void remembered(graphs, count, trace),
    evaluate: ((inputs, truths, count) =>
      sumUp(outcomeOf(remembered(graphs, count, trace)([inputs, truths]), objective.columns))) as Measuring['evaluate'],
    dispose() {
      for (const { resource } of variables) resource.destroy();
      batches.divisor.destroy();
      session.close();
    },
  };
}

function eagerMeasuring(network: Network, objective: Objective): Measuring {
  return {
    gathersRows: false,
    evaluationBatchMax: network.batchMax,
    evaluate: (inputs, truths, count) =>
      freeing(() => {
        const numbers = expectNumbers(inputs).subarray(0, count * product(network.inputShape));
        const { shape, dtype } = truthsOf(network, count);
        const examples = tf.tensor(numbers, [count, ...network.inputShape]);
        const known = tf.tensor(truths.subarray(0, product(shape)), [...shape], dtype);
        return sumUp(readOutcome(measured(network, objective, examples, known), objective.columns));
      }),
    dispose: () => undefined,
  };
}

/** The penalties are no part of it: it measures the network, not its training. */
function measured(network: Network, objective: Objective, examples: Tensor, truths: Tensor): readonly Tensor[] {
  const { penalty: _penalty, ...outcome } = forwardOutcome(network, examples, truths, { training: false }, objective);
  return resultsOf(outcome);
}
