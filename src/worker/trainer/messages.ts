/** What a worker and its trainer say to each other over their channel. */
import type { Evaluation, HistoryEntry, JobSpecification, Metrics } from '../../models/specification/index.ts';
import type { Progress, VersionReference } from '../../queue/index.ts';
import type { CommonMessage } from '../child.ts';

export interface TrainOrder {
  readonly type: 'train';
  readonly jobId: string;
  readonly requestId: string;
  /** Of the job's, from 1: checkpoints are named by it. */
  readonly attempt: number;
  readonly specification: JobSpecification;
  /** After so many epochs what was learnt is written down, and the work ends: answered by `paused`. */
  readonly pauseAt?: number | undefined;
  /** What is learnt is kept for a sweep to choose from, instead of being published. */
  readonly isCandidate?: boolean | undefined;
}

export type WorkerMessage =
  | TrainOrder
  /** The job is still this worker's: what was learnt may be published. */
  | { readonly type: 'publish' }
  /** What was learnt so far is to be written down, and the work to end: answered by `paused`, unless leave to publish came before. */
  | { readonly type: 'pause' };

export type TrainerMessage =
  | CommonMessage
  | { readonly type: 'training' }
  /** Before the first step: goes on from a checkpoint, after so many steps of an epoch. History: of the epochs before. */
  | {
      readonly type: 'resumed';
      readonly history: readonly HistoryEntry[];
      readonly epoch: number;
      readonly step: number;
    }
  /** Was written: of the state after so many steps of an epoch. Seconds: from the copy of the state to the disk. */
  | {
      readonly type: 'checkpoint';
      readonly epoch: number;
      readonly step: number;
      readonly bytes: number;
      readonly seconds: number;
    }
  | { readonly type: 'progress'; readonly progress: Progress; readonly metrics: Metrics }
  | { readonly type: 'epoch'; readonly entry: HistoryEntry }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'evaluating' }
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  /** Everything is learnt; waits for leave to publish. */
  | { readonly type: 'learnt' }
  | { readonly type: 'published' /** None of a candidate. */; readonly version: VersionReference | null }
  /** Nothing is done any more; another attempt goes on from the last checkpoint. */
  | { readonly type: 'paused' };
