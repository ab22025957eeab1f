/**
 * What checkpoints and events cost a training: the same epochs with both, as a trainer does it (every second a checkpoint to the
 * disk, every event to another process), and with neither, alternating.
 */
import { fork } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createNetwork, train, warmUp } from '../../src/models/index.ts';
import { planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { createCheckpoints } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { createCheckpointing } from '../../src/worker/trainer/checkpointing.ts';
import type { TrainerMessage } from '../../src/worker/trainer/messages.ts';
import { submissionOf } from '../../test/support/queue.ts';
import { openMnistExamples } from '../mnist.ts';

export interface CostFigures {
  /** Seconds of each training. */
  readonly safe: readonly number[];
  readonly bare: readonly number[];
  readonly checkpoints: number;
  /** Of one. */
  readonly checkpointBytes: number;
  readonly events: number;
  /** The part of the safe trainings' time from the copies of their states until these were on the disk. */
  readonly waitedShare: number;
}

/** @param epochs of an MLP on MNIST, batch 32. */
export async function measureCost(rounds: number, epochs: number): Promise<CostFigures> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-bench-'));
  const listener = fork(path.join(import.meta.dirname, 'listener.js'));
  const checkpoints = createCheckpoints(await openFileStorage(folder));
  const { specification } = submissionOf();
  const { examples, parts } = await openMnistExamples();
  const { layers } = planNetwork('mlp', { inputShape: [28, 28, 1], outputs: 10 }, { parametersMax: 1_000_000 });
  const training = resolveTraining({ epochs, batchSize: 32, checkpointSeconds: 1 }, 7);
  const figures = { safe: [] as number[], bare: [] as number[], checkpoints: 0, checkpointBytes: 0, events: 0 };
  let waited = 0;
  const tell = (message: TrainerMessage): void => {
    listener.send(message);
    figures.events += 1;
    if (message.type !== 'checkpoint') return;
    figures.checkpoints += 1;
    figures.checkpointBytes = message.bytes;
    waited += message.seconds;
  };
  async function run(safe: boolean): Promise<number> {
    const network = createNetwork(layers, [28, 28, 1], 7);
    const write = createCheckpointing({
      seconds: training.checkpointSeconds,
      write: (state) => checkpoints.write(state, { job: 'bench', specification }, 1),
      tell,
    });
    const { signal } = new AbortController();
    const common = { network, training, examples, parts, signal };
    const { seconds } = await train({
      ...common,
      ...(safe && { keeper: write }),
      // As they are sent: what they hold does not matter to what they cost.
      onEvent: (event) => safe && tell(event as TrainerMessage),
    });
    network.dispose();
    return seconds;
  }
  try {
    await warmUp();
    await run(false);
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? ([true, false] as const) : ([false, true] as const);
      for (const safe of order) figures[safe ? 'safe' : 'bare'].push(await run(safe));
    }
    const spent = figures.safe.reduce((sum, seconds) => sum + seconds, 0);
    return { ...figures, waitedShare: waited / spent };
  } finally {
    listener.disconnect();
    await fs.rm(folder, { recursive: true, force: true });
  }
}
