/**
 * Where the checkpoints of trainings lie: `jobs/<job>/checkpoints/<steps>-<attempt>.bin`. Knows storage, nothing of when a
 * checkpoint is due.
 *
 * DESIGN The newest by steps is gone on from, whichever attempt left it: all attempts at a job go through the same states, so
 * one that was superseded and does not know it yet leaves nothing wrong. The attempt's number keeps two from writing the
 * same key. Two are kept, so that one that is damaged costs the way from the one before, not the training; what is refused is
 * removed when it is met, or it would outlast the good ones after it.
 */
// Not the whole of models: whoever removes checkpoints needs no TensorFlow.
import { type CheckpointOwner, decodeCheckpoint, encodeCheckpoint } from '../models/checkpoint.ts';
import type { TrainingState } from '../models/training-state.ts';
import type { Storage } from '../storage/index.ts';

export interface FoundCheckpoint {
  /** Undefined where there is none to go on from. */
  readonly state: TrainingState | undefined;
  /** What is wrong with newer ones. */
  readonly refusals: readonly string[];
}

export interface Checkpoints {
  /**
   * Writes one, and removes all but the newest two of the job.
   * @param attempt which of the job's.
   * @returns its bytes.
   * @throws AppError ERR_UNAVAILABLE if the store is away or full: those before are as they were.
   */
  write(state: TrainingState, owner: CheckpointOwner, attempt: number): Promise<number>;
  /** The newest that is whole and of the job as it was ordered. @throws AppError ERR_UNAVAILABLE if the store is away. */
  newest(owner: CheckpointOwner): Promise<FoundCheckpoint>;
  /** Removes all of a job that is over, or has its version. */
  removeAll(job: string): Promise<void>;
}

const KEPT = 2;
/** So that names are in the order of their steps. */
const STEPS_DIGITS = 15;

export function createCheckpoints(storage: Storage): Checkpoints {
  const folderOf = (job: string): string => `jobs/${job}/checkpoints`;

  async function keysOf(job: string): Promise<string[]> {
    const names = await storage.list(folderOf(job));
    return names.reverse().map((name) => `${folderOf(job)}/${name}`);
  }

  async function removeOld(job: string): Promise<void> {
    for (const key of (await keysOf(job)).slice(KEPT)) await storage.delete(key);
  }

  return {
    async write(state, owner, attempt) {
      const bytes = encodeCheckpoint(state, owner);
      const name = `${String(state.steps).padStart(STEPS_DIGITS, '0')}-${attempt}.bin`;
      await storage.put(`${folderOf(owner.job)}/${name}`, bytes);
      // It is written; what could not be removed now is removed with the next.
      await removeOld(owner.job).catch(() => undefined);
      return bytes.length;
    },
    async newest(owner) {
      const refusals: string[] = [];
      for (const key of await keysOf(owner.job)) {
        const bytes = await storage.get(key);
        const found = bytes && decodeCheckpoint(bytes, owner);
        if (found && 'state' in found) return { state: found.state, refusals };
        if (!found) continue;
        refusals.push(found.refusal);
        await storage.delete(key);
      }
      return { state: undefined, refusals };
    },
    removeAll: (job) => storage.deleteAll(folderOf(job)),
  };
}
