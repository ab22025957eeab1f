/**
 * What a worker does besides its jobs, from time to time: brings back what Redis lost, puts back what stands in no line,
 * removes what was left lying, and forgets what is old. Knows nothing of the job that runs.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import type { JobArchive } from './archive.ts';
import type { JobKind } from './job-kinds.ts';
import { pruneHourly } from './prune.ts';
import { archiveEnded, createRecovery, removeStrayUploads } from './recover.ts';
import { createRestoration, type JobQueues, keepRestored } from './restore.ts';

export interface UpkeepParts {
  readonly kind: JobKind;
  readonly redis: Redis;
  readonly storage: Storage;
  readonly archive: JobArchive;
  readonly queues: JobQueues;
  readonly keptDays: number;
  readonly logger: Logger;
  unlessAway(work: Promise<void>): void;
}

const RECOVER_EVERY_MS = 30_000;
const PRUNE_EVERY_MS = 10 * 60_000;

export function startUpkeep(parts: UpkeepParts): { stop(): void } {
  const { kind, redis, storage, archive, queues, logger, unlessAway } = parts;
  const recoverLost = createRecovery(kind, redis, queues, logger);
  const recover = (): void => {
    unlessAway(recoverLost());
    if (kind === 'import') unlessAway(removeStrayUploads(redis, storage, logger));
    if (kind === 'train') unlessAway(archiveEnded(redis, archive));
  };
  const prune = (): void => {
    if (kind === 'train') unlessAway(pruneHourly(parts));
  };
  recover();
  prune();
  const stopRestoring = keepRestored(redis, createRestoration(redis, archive, queues, logger), logger);
  const timers = [setInterval(recover, RECOVER_EVERY_MS), setInterval(prune, PRUNE_EVERY_MS)];
  return {
    stop() {
      stopRestoring();
      for (const timer of timers) clearInterval(timer);
    },
  };
}
