/** What a worker and its scorer say to each other over their channel. */
import type { Evaluation } from '../../models/specification/index.ts';
import type { EvaluationSpecification, JobOutput, PredictionSpecification, Progress } from '../../queue/index.ts';
import type { CommonMessage } from '../child.ts';

interface Order {
  readonly jobId: string;
  readonly requestId: string;
  /** Of the job's, from 1: outputs are named by it. */
  readonly attempt: number;
}

export interface EvaluationOrder extends Order {
  readonly type: 'evaluate';
  readonly specification: EvaluationSpecification;
}

export interface PredictionOrder extends Order {
  readonly type: 'predict';
  readonly specification: PredictionSpecification;
}

export type ScorerOrder =
  | EvaluationOrder
  | PredictionOrder
  /** The job is still this worker's: what was measured may be kept with the version. */
  | { readonly type: 'publish' };

export type ScorerMessage =
  | CommonMessage
  | { readonly type: 'scoring' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'log'; readonly message: string }
  /** Waits for leave to keep it. */
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly type: 'kept' }
  | { readonly type: 'predicted'; readonly output: JobOutput };
