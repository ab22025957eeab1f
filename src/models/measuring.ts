/**
 * Measures batches with a network that does not change: as graphs, one for each size of a batch, or eagerly from where one
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
import { forwardOutcome, MEASURED, outcomeOf, resultsOf, sumUp } from './batch-outcome.ts';
import { expectNumbers, numbersOf, truthsOf } from './example-batches.ts';
import { isRewritten } from './graph-rewriting.ts';
import type { Truths } from './metrics/index.ts';
import type { Network } from './network.ts';
import { type MeasuringSettings, measuringObjective, type Objective } from './objective.ts';
import { product } from './specification/index.ts';
import type { BatchInputs, BatchResult } from './training-step.ts';

export interface MeasuredOutputs extends BatchResult {
  /** What the network answers, as `predict` gives it: `count` outputs. The numbers change with the next batch. */
  readonly outputs: Float32Array;
}

export type Measure = (inputs: BatchInputs, truths: Truths, count: number) => MeasuredOutputs;

export interface Measuring {
  /** Whether it gathers rows from what the examples keep in memory. */
  readonly gathersRows: boolean;
  readonly evaluate: Measure;
  dispose(): void;
}

export interface MeasuringOptions {
  /** Set: inputs come as bytes, to be divided by this, if `gathersRows` is true. */
  readonly divideBy: number | undefined;
  /** Of a first batch, which tells whether the network can be recorded. */
  readonly count: number;
  /** Is told why the network is measured eagerly, if it is. */
  log(message: string): void;
}

/** @param network whose weights nobody may set until `dispose`. It stays the caller's. */
export function createMeasuring(
  network: Network,
  settings: MeasuringSettings,
  { divideBy, count: first, log }: MeasuringOptions,
): Measuring {
  const objective = measuringObjective(network.tells, settings);
  const eagerly = measureEagerly(network, objective);
  let compiled: CompiledMeasuring | undefined = compiledMeasuring(network, objective, divideBy);

  function giveUp(error: unknown): void {
    compiled?.dispose();
    compiled = undefined;
    log(`This network is evaluated eagerly, several times slower than as a graph: ${reasonOf(error)}`);
  }

  try {
    compiled.prepare(first);
  } catch (error) {
    giveUp(error);
  }
  return {
    get gathersRows() {
      return compiled !== undefined;
    },
    evaluate(inputs, truths, count) {
      try {
        if (compiled) return compiled.evaluate(inputs, truths, count);
      } catch (error) {
        giveUp(error);
      }
      return eagerly(numbersOf(inputs, count, product(network.inputShape), divideBy), truths, count);
    },
    dispose: () => compiled?.dispose(),
  };
}

/** @returns what measures the network as it is, of preprocessed numbers, one operation after the other. */
export function measureEagerly(network: Network, objective: Objective): Measure {
  return (inputs, truths, count) =>
    freeing(() => {
      const numbers = expectNumbers(inputs).subarray(0, count * product(network.inputShape));
      const { shape, dtype } = truthsOf(network, count);
      const examples = tf.tensor(numbers, [count, ...network.inputShape]);
      const known = tf.tensor(truths.subarray(0, product(shape)), [...shape], dtype);
      const results = measured(network, objective, examples, known);
      return told(
        results.map((tensor) => tensor.dataSync() as Float32Array | Int32Array),
        objective,
      );
    });
}

/** Why a network cannot be recorded. @throws the error itself, where it is of another kind. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotTraceableError) return error.message;
  throw error;
}

interface CompiledMeasuring {
  /** @throws NotTraceableError, as `evaluate`. */
  prepare(count: number): void;
  readonly evaluate: Measure;
  dispose(): void;
}

function compiledMeasuring(network: Network, objective: Objective, divideBy: number | undefined): CompiledMeasuring {
  const variables = [...network.variables, ...network.statistics, ...network.frozen].map((mirror) => ({
    mirror,
    resource: createResourceVariable(mirror),
  }));
  const batches = createBatchGraphs(network, divideBy);
  const options = { intraOp: os.availableParallelism(), interOp: 0, rewriting: isRewritten(network) };
  const session = openGraphSession([...variables, { resource: batches.divisor }], options);
  const graphs = new Map<number, GraphFunction>();

  function trace(count: number): GraphFunction {
    return session.trace(batches.shapesOf(count), ([inputs, truths]) =>
      measured(network, objective, batches.preprocessed(inputs), truths as Tensor),
    );
  }

  return {
    prepare: (count) => void remembered(graphs, count, trace),
    evaluate: (inputs, truths, count) => told(remembered(graphs, count, trace)([inputs, truths]), objective),
    dispose() {
      for (const { resource } of variables) resource.destroy();
      batches.divisor.destroy();
      session.close();
    },
  };
}

/** The penalties are no part of it: it measures the network, not its training. Last comes what the network answers. */
function measured(network: Network, objective: Objective, examples: Tensor, truths: Tensor): readonly Tensor[] {
  const { penalty: _penalty, ...outcome } = forwardOutcome(network, examples, truths, MEASURED, objective);
  return [...resultsOf(outcome), tf.clone(outcome.outputs.answers())];
}

function told(results: readonly (Float32Array | Int32Array | Uint8Array)[], { columns }: Objective): MeasuredOutputs {
  return { ...sumUp(outcomeOf(results.slice(0, -1), columns)), outputs: results.at(-1) as Float32Array };
}
