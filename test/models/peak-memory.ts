/** Trains a network in a process of its own, and prints what it was planned to take of memory and what it took. */
import type { Examples } from '../../src/data/examples.ts';
import { createNetwork, train } from '../../src/models/index.ts';
import {
  type ChosenNetwork,
  type Optimizer,
  planNetwork,
  product,
  resolveTraining,
} from '../../src/models/specification/index.ts';

export interface MeasuredTraining {
  readonly network: ChosenNetwork;
  readonly inputShape: readonly number[];
  readonly batchSize: number;
  readonly vocabularySize?: number;
  readonly optimizer?: Optimizer;
}

export interface PeakMemory {
  readonly planned: number;
  readonly taken: number;
}

const OUTPUTS = 10;
const HELD_BACK = 256;
const KIB = 1024;
const NO_LIMITS = { parametersMax: Number.MAX_SAFE_INTEGER, activationBytesMax: Number.MAX_SAFE_INTEGER };

if (process.argv[1] === import.meta.filename) {
  const settings = JSON.parse(process.argv[2] ?? '{}') as MeasuredTraining;
  // What TensorFlow takes once for all is no part of a training.
  await trainOnce({ network: 'mlp', inputShape: [4], batchSize: 4 });
  const before = process.memoryUsage.rss();
  const planned = await trainOnce(settings);
  const taken = process.resourceUsage().maxRSS * KIB - before;
  process.stdout.write(JSON.stringify({ planned, taken } satisfies PeakMemory));
}

async function trainOnce({ network: chosen, batchSize, optimizer = 'adam', ...target }: MeasuredTraining) {
  const training = resolveTraining({ epochs: 2, batchSize, optimizer }, 1);
  const wish = { ...target, outputs: OUTPUTS, batchSize, optimizer: training.optimizer };
  const { layers, activationBytes } = planNetwork(chosen, wish, NO_LIMITS);
  const network = createNetwork(layers, target.inputShape, 1);
  const examples = examplesOf(target.inputShape, 2 * batchSize + HELD_BACK);
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  const parts = { training: all.subarray(HELD_BACK), validation: all.subarray(0, HELD_BACK) };
  const signal = new AbortController().signal;
  await train({ network, training, examples, parts, signal, onEvent: () => undefined });
  network.dispose();
  return activationBytes;
}

/** Written when they are asked for, so that they take no memory themselves. */
function examplesOf(shape: readonly number[], count: number): Examples {
  const values = Int32Array.from({ length: count }, (_, index) => index % OUTPUTS);
  return {
    ...{ count, shape, targets: { kind: 'classes', values, size: OUTPUTS } },
    writeInputs: (_indices, from, to, out) => void out.fill(1, 0, (to - from) * product(shape)),
  };
}
