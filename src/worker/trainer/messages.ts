/** What a worker and its trainer say to each other over their channel. */
import type { Evaluation, HistoryEntry, JobSpecification, Metrics } from '../../models/specification/index.ts';
import type { Progress, VersionReference } from '../../queue/index.ts';
import type { CommonMessage } from '../child.ts';

export interface TrainOrder {
  readonly type: 'train';
  readonly jobId: string;
  readonly requestId: string;
  readonly specification: JobSpecification;
}

export type WorkerMessage =
  | TrainOrder
  /** The job is still this worker's: what was learnt may be published. */
  | { readonly type: 'publish' }
  /** Write a checkpoint and end. */
  | { readonly type: 'pause' };

export type TrainerMessage =
  | CommonMessage
  | { readonly type: 'training' }
  | { readonly type: 'progress'; readonly progress: Progress; readonly metrics: Metrics }
  | { readonly type: 'epoch'; readonly entry: HistoryEntry }
  | { readonly type: 'log'; readonly message: string }
  /** Goes on from a checkpoint of an earlier attempt. */
  | {
      readonly type: 'resumed';
      readonly history: readonly HistoryEntry[];
      readonly epoch: number;
      readonly step: number;
    }
  | {
      readonly type: 'checkpoint';
      readonly epoch: number;
      readonly step: number;
      readonly bytes: number;
      readonly seconds: number;
    }
  /** The checkpoint is written; it ends. */
  | { readonly type: 'paused' }
  | { readonly type: 'evaluating' }
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  /** Everything is learnt; waits for leave to publish. */
  | { readonly type: 'learnt' }
  | { readonly type: 'published'; readonly version: VersionReference };
