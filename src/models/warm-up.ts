/**
 * Pays for first times ahead of need: TensorFlow's thread pools, its graph optimizer, oneDNN's primitives and the JavaScript
 * compiler all take longer on the first step of a process than on the second.
 */
import type { Examples } from '../data/examples.ts';
import { createNetwork } from './network.ts';
import { PRESETS, planNetwork, resolveTraining } from './specification/index.ts';
import { train } from './training-loop.ts';

const SIDE = 12;
const CLASSES = 10;
const BATCH = 32;
/** Enough for the compiler to take shuffling and batching seriously. */
const EXAMPLES = 4096;
const HELD_BACK = 400;
const never = new AbortController().signal;

/**
 * Trains a small throw-away network of each preset: about half a second, once TensorFlow is loaded.
 * @throws AppError ERR_CANCELLED soon after the signal is aborted.
 */
export async function warmUp(signal?: AbortSignal): Promise<void> {
  const examples = blankExamples();
  const all = Uint32Array.from({ length: EXAMPLES }, (_, index) => index);
  const parts = { training: all.subarray(0, EXAMPLES - HELD_BACK), validation: all.subarray(EXAMPLES - HELD_BACK) };
  for (const preset of PRESETS) {
    const { layers } = planNetwork(
      preset,
      { inputShape: examples.shape, outputs: CLASSES },
      { parametersMax: 1_000_000 },
    );
    const network = createNetwork(layers, examples.shape, 0);
    const training = resolveTraining({ epochs: 1, batchSize: BATCH }, 0);
    try {
      await train({ network, training, examples, parts, signal: signal ?? never, onEvent: () => undefined });
    } finally {
      network.dispose();
    }
  }
}

function blankExamples(): Examples {
  const shape = [SIDE, SIDE, 1];
  return {
    count: EXAMPLES,
    shape,
    targets: {
      ...{ kind: 'classes', size: CLASSES },
      values: Int32Array.from({ length: EXAMPLES }, (_, index) => index % CLASSES),
    },
    bytes: { values: new Uint8Array(EXAMPLES * SIDE * SIDE), divideBy: 255 },
    writeInputs: (_indices, from, to, out) => void out.fill(0, 0, (to - from) * SIDE * SIDE),
  };
}
