/**
 * When a checkpoint is due: every so many seconds and at the ends of epochs, but never so often that training waits for
 * them for more than a fiftieth of its time. Arithmetic on a clock; knows nothing of what is written, nor where.
 */

const SHARE_MAX = 0.02;
/** What the first one may cost is not known before: 2.5 s of training pay for it, so that short jobs write none. */
const FIRST_COST_SECONDS = 0.05;
/** Epochs may be shorter than this; what is lost by a death is not worth more writing. */
const EPOCHS_SECONDS_MIN = 1;

export interface CheckpointSchedule {
  isDue(after: 'step' | 'epoch'): boolean;
  /** Tells that one was tried just now, and for how long the training waited for it. */
  tried(seconds: number): void;
}

/**
 * @param seconds between two at least, but at the ends of epochs.
 * @param now seconds of any clock that never goes back.
 */
export function createCheckpointSchedule(seconds: number, now: () => number): CheckpointSchedule {
  const started = now();
  let last = started;
  let [spent, expected] = [0, FIRST_COST_SECONDS];
  return {
    isDue(after) {
      const time = now();
      const interval = after === 'epoch' ? Math.min(EPOCHS_SECONDS_MIN, seconds) : seconds;
      return time - last >= interval && spent + expected <= SHARE_MAX * (time - started);
    },
    tried(cost) {
      last = now();
      spent += cost;
      expected = cost;
    },
  };
}
