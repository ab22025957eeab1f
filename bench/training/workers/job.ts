/**
 * epochd as a job trains, in a process like a trainer's: data, shuffling, metrics and progress included. Each order is a
 * `train()` of its own, and counts from when its first step is done, so that compiling is not in the figure.
 * Usage: job.ts mlp|cnn|lstm
 */
import { type TrainingEvent, train, warmUp } from '../../../src/models/index.ts';
import { networkNamed } from '../networks.ts';
import type { Order, Report } from '../protocol.ts';
import { answerOrders } from './answer-orders.ts';
import { createBenchNetwork, describeEngine, refuseEager, trainingOf } from './bench-network.ts';
import { firstOf, openTrainingData } from './training-data.ts';

const name = networkNamed(process.argv[2]);
const data = await openTrainingData(name);
await warmUp();
await answerOrders(describeEngine(), runJob);

async function runJob(order: Order): Promise<Report> {
  const examples = firstOf(data, order.examples);
  const network = createBenchNetwork(name, examples);
  let firstStepDone = Number.NaN;
  let lastEpochDone = Number.NaN;
  const onEvent = (event: TrainingEvent): void => {
    const now = performance.now();
    if (event.type === 'log') refuseEager(event.message);
    if (event.type === 'epoch') lastEpochDone = now;
    // The first step is always told of.
    else if (Number.isNaN(firstStepDone)) firstStepDone = now;
  };
  try {
    const { signal } = new AbortController();
    const parts = {
      training: Uint32Array.from({ length: examples.count }, (_, index) => index),
      validation: new Uint32Array(),
    };
    await train({ network, training: trainingOf(order), examples, parts, signal, onEvent });
  } finally {
    network.dispose();
  }
  return {
    seconds: (lastEpochDone - firstStepDone) / 1000,
    examples: order.epochs * order.examples - order.batchSize,
  };
}
