/** What a worker and its scorer say to each other over their channel. */
import type { Evaluation } from '../../models/specification/index.ts';
import type { EvaluationSpecification, JobOutput, PredictionSpecification, Progress } from '../../queue/index.ts';
import type { CommonMessage } from '../child.ts';

interface Order {
  readonly jobId: string;
  readonly requestId: string;
}

/** Where in storage the file of an attempt goes. */
export interface OutputPlace {
  readonly key: string;
  readonly mediaType: string;
}

export interface EvaluationOrder extends Order {
  readonly type: 'evaluate';
  readonly specification: EvaluationSpecification;
}

export interface PredictionOrder extends Order {
  readonly type: 'predict';
  readonly specification: PredictionSpecification;
  /** Told, not asked for: with what knows jobs a scorer would load all of the queue. */
  readonly output: OutputPlace;
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
