/** How far a scoring is, told now and then: rows done, rows a second, the time that is left. */
import type { Progress } from '../../queue/index.ts';

const TELL_EVERY_MS = 500;

/**
 * @param total rows that are to be done.
 * @returns what is to be called with the rows that are done.
 */
export function scoringProgress(
  phase: 'evaluating' | 'predicting',
  total: number,
  tell: (progress: Progress) => void,
): (done: number) => void {
  const started = performance.now();
  let last = started;
  return (done) => {
    const now = performance.now();
    if (now - last < TELL_EVERY_MS && done < total) return;
    last = now;
    const rate = done / Math.max(1e-3, (now - started) / 1000);
    tell({
      ...{ phase, epoch: 0, epochs: 0, step: done, steps: total, fraction: total > 0 ? Math.min(1, done / total) : 1 },
      etaSeconds: rate > 0 ? (total - done) / rate : null,
      examplesPerSecond: rate,
    });
  };
}
