/**
 * Where the checkpoints of trainings lie: `jobs/<job>/checkpoints/<steps>-<attempt>.bin`. Knows storage, nothing of when a
 * checkpoint is due.
 *
 * DESIGN The newest by steps is gone on from, whichever attempt left it: all attempts at a job go through the same states, so
 * one that was superseded and does not know it yet leaves nothing wrong. The attempt's number keeps two from writing the
 * same key. Two are kept, so that one that is damaged costs the way from the one before, not the training; what is refused is
 * removed when it is met, or it would outlast the good ones after it. One that the store cannot read may be whole, and the
 * store itself away: it is asked for again for some seconds, and removed when a later one is written.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, messageOf } from '../errors.ts';
// Not the whole of models: whoever removes checkpoints needs no TensorFlow.
import {
  type CheckpointOwner,
  type DecodedCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../models/checkpoint.ts';
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
  /**
   * The newest that can be read, is whole, and of the job as it was ordered.
   * @throws AppError ERR_UNAVAILABLE if the store is away.
   */
  newest(owner: CheckpointOwner): Promise<FoundCheckpoint>;
  /** Removes all of a job that is over, or has its version. */
  removeAll(job: string): Promise<void>;
}

const KEPT = 2;
/** So that names are in the order of their steps. */
const STEPS_DIGITS = 15;
/** Before training begins anew although there is a checkpoint which the store does not give. */
const READ_TRIES = 4;
const READ_AGAIN_MS = 1000;

export function createCheckpoints(storage: Storage): Checkpoints {
  const folderOf = (job: string): string => `jobs/${job}/checkpoints`;

  async function keysOf(job: string): Promise<string[]> {
    const names = await storage.list(folderOf(job));
    return names.reverse().map((name) => `${folderOf(job)}/${name}`);
  }

  /** Those that the store did not give. */
  const unreadable = new Set<string>();

  async function removeOld(job: string): Promise<void> {
    const keys = await keysOf(job);
    const kept = keys.filter((key) => !unreadable.has(key)).slice(0, KEPT);
    for (const key of keys) if (!kept.includes(key)) await storage.delete(key);
  }

  /** Removes what is damaged. @returns undefined where there is nothing any more. */
  async function read(key: string, owner: CheckpointOwner): Promise<DecodedCheckpoint | undefined> {
    try {
      const bytes = await storage.get(key);
      const found = bytes && decodeCheckpoint(bytes, owner);
      if (found && 'refusal' in found) await storage.delete(key);
      return found;
    } catch (error) {
      if (codeOf(error) !== 'ERR_UNAVAILABLE') throw error;
      unreadable.add(key);
      return { refusal: messageOf(error).replace(/\.$/, '') };
    }
  }

  async function look(owner: CheckpointOwner): Promise<FoundCheckpoint> {
    const refusals: string[] = [];
    unreadable.clear();
    for (const key of await keysOf(owner.job)) {
      const found = await read(key, owner);
      if (found && 'state' in found) return { state: found.state, refusals };
      if (found) refusals.push(found.refusal);
    }
    return { state: undefined, refusals };
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
      const refusals = new Set<string>();
      for (let tries = 1; ; tries++) {
        const found = await look(owner);
        for (const refusal of found.refusals) refusals.add(refusal);
        if (found.state || unreadable.size === 0 || tries === READ_TRIES)
          return { state: found.state, refusals: [...refusals] };
        await sleep(READ_AGAIN_MS);
      }
    },
    removeAll: (job) => storage.deleteAll(folderOf(job)),
  };
}
