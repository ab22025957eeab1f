/** How long a training takes: all of it, over several processes, and the epoch that goes on. Knows nothing of what is done. */

export interface Spent {
  readonly seconds: number;
  readonly epochSeconds: number;
}

export interface TrainingClock {
  spent(): Spent;
  startEpoch(): void;
}

/** @param before what an earlier process had spent when it left its state. */
export function createTrainingClock(before: Spent = { seconds: 0, epochSeconds: 0 }): TrainingClock {
  const started = performance.now();
  let epochStarted = started - before.epochSeconds * 1000;
  return {
    spent() {
      const now = performance.now();
      return { seconds: before.seconds + (now - started) / 1000, epochSeconds: (now - epochStarted) / 1000 };
    },
    startEpoch() {
      epochStarted = performance.now();
    },
  };
}
