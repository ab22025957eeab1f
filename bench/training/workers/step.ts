/**
 * epochd's compiled step alone, again and again on the same batch: what a job would reach if data, shuffling, metrics and
 * progress cost nothing. Tells what compiling costs too.
 * Usage: step.ts mlp|cnn|lstm
 */
import { createStep } from '../../../src/models/create-step.ts';
import { warmUp } from '../../../src/models/index.ts';
import type { TrainingStep } from '../../../src/models/training-step.ts';
import { networkNamed } from '../networks.ts';
import type { CompileTimes, Order, Report } from '../protocol.ts';
import { answerOrders } from './answer-orders.ts';
import { createBenchNetwork, describeEngine, refuseEager, trainingOf } from './bench-network.ts';
import { firstOf, numbersOf, openTrainingData, sizeOf } from './training-data.ts';

interface PreparedStep {
  run(): void;
  readonly compile: CompileTimes;
}

const name = networkNamed(process.argv[2]);
const data = await openTrainingData(name);
const prepared = new Map<number, PreparedStep>();
await warmUp();
await answerOrders(describeEngine(), runSteps);

async function runSteps(order: Order): Promise<Report> {
  const known = prepared.get(order.batchSize);
  const step = known ?? prepare(order);
  prepared.set(order.batchSize, step);
  const examples = order.examples * order.epochs;
  const started = performance.now();
  for (let done = 0; done < examples; done += order.batchSize) step.run();
  const seconds = (performance.now() - started) / 1000;
  return known ? { seconds, examples } : { seconds, examples, compile: step.compile };
}

function prepare(order: Order): PreparedStep {
  const { batchSize } = order;
  const labels = data.targets.values.subarray(0, batchSize);
  const network = createBenchNetwork(name, data);
  const started = performance.now();
  const training = trainingOf(order);
  const step = createStep(network, training, data, refuseEager);
  const traced = performance.now();
  const inputs = batchFor(step, batchSize);
  const ready = performance.now();
  const run = (): void => void step.run(inputs, labels, batchSize, training.optimizer.learningRate);
  run();
  return { run, compile: { traceMs: traced - started, firstStepMs: performance.now() - ready } };
}

function batchFor({ gathersRows }: TrainingStep, batchSize: number): Float32Array | Uint8Array {
  const bytes = data.bytes?.values;
  return gathersRows && bytes ? bytes.slice(0, batchSize * sizeOf(data)) : numbersOf(firstOf(data, batchSize));
}
