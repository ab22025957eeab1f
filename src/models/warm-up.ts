/**
 * Pays for first times ahead of need: TensorFlow's thread pools, its graph optimizer, oneDNN's primitives and the JavaScript
 * compiler all take longer on the first step of a process than on the second.
 */
import { createCompiledStep } from './compiled-step.ts';
import { createNetwork } from './network.ts';
import { planNetwork, resolveTraining } from './specification/index.ts';

const SIDE = 12;
const CLASSES = 10;
const BATCH = 8;

/** Trains a small throw-away network of each preset for a step: about 0.2 s, once TensorFlow is loaded. */
export async function warmUp(): Promise<void> {
  const inputShape = [SIDE, SIDE, 1];
  const { optimizer } = resolveTraining({}, 0);
  for (const preset of ['mlp', 'cnn', 'lstm'] as const) {
    const { layers } = planNetwork(preset, { inputShape, classes: CLASSES }, { parametersMax: 1_000_000 });
    const network = createNetwork(layers, inputShape, 0);
    const step = createCompiledStep(network, optimizer, { threads: { intraOp: 1, interOp: 1 }, divideBy: 255 });
    step.run(new Uint8Array(BATCH * SIDE * SIDE), new Int32Array(BATCH), BATCH, 0.001);
    step.dispose();
    network.dispose();
  }
}
