/**
 * Writes a training's checkpoints while it goes on: copies its state when one is due, waits for the store a while, and lets
 * it finish in the background where it is slow. Knows nothing of what a state holds.
 *
 * DESIGN One write at a time. A store that is full or away costs the training nothing but the trial: it is told once, and
 * tried again when the next one is due.
 */
import { messageOf } from '../../errors.ts';
import type { StateKeeper, TrainingState } from '../../models/index.ts';
import { createCheckpointSchedule } from './checkpoint-schedule.ts';
import type { TrainerMessage } from './messages.ts';

export interface CheckpointingOptions {
  /** Between two checkpoints, at least. */
  readonly seconds: number;
  /** @returns the bytes that were written. */
  write(state: TrainingState): Promise<number>;
  tell(message: TrainerMessage): void;
}

export interface Checkpointing extends StateKeeper {
  /** Resolves when nothing is being written any more, after a minute at the latest. */
  settled(): Promise<void>;
}

/** A disk takes a fraction of it. */
const PATIENCE_MS = 5000;
const SETTLED_MS_MAX = 60_000;

export function createCheckpointing({ seconds, write, tell }: CheckpointingOptions): Checkpointing {
  const now = (): number => performance.now() / 1000;
  const schedule = createCheckpointSchedule(seconds, now);
  let writing: Promise<void> | undefined;
  let isRefused = false;

  async function tryWriting(state: TrainingState, started: number): Promise<void> {
    try {
      const bytes = await write(state);
      isRefused = false;
      tell({ type: 'checkpoint', epoch: state.epoch, step: state.step, bytes, seconds: now() - started });
    } catch (error) {
      if (!isRefused) {
        const message = `No checkpoint could be written. Training goes on, and tries again later. ${messageOf(error)}`;
        tell({ type: 'log', message });
      }
      isRefused = true;
    } finally {
      writing = undefined;
    }
  }

  return {
    wants: (after) => writing === undefined && schedule.isDue(after),
    async keep(copy) {
      const started = now();
      await atMost(PATIENCE_MS, writing);
      // A pause, with a store that hangs: what is being written is what will be gone on from.
      if (writing) return;
      writing = tryWriting(copy(), started);
      await atMost(PATIENCE_MS, writing);
      schedule.tried(now() - started);
    },
    settled: () => atMost(SETTLED_MS_MAX, writing),
  };
}

async function atMost(milliseconds: number, work: Promise<void> | undefined): Promise<void> {
  if (!work) return;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeUp]);
  clearTimeout(timer);
}
