/** What a training is given, and what it gives back. Knows nothing of how it trains. */
import type { Examples, Parts } from '../data/examples.ts';
import type { Network } from './network.ts';
import type { ResolvedTraining } from './specification/index.ts';
import type { EpochMetrics, TrainingEvent } from './training-events.ts';
import type { TrainingState } from './training-state.ts';

export interface TrainingOptions {
  /** Its weights are trained in place. It stays the caller's to dispose. */
  readonly network: Network;
  readonly training: ResolvedTraining;
  readonly examples: Examples;
  /** Which of them are trained on, and which are held back to validate. */
  readonly parts: Pick<Parts, 'training' | 'validation'>;
  /** Others that are validated with instead, of the same form: as bytes to be divided by as much, or not. */
  readonly validation?: HeldExamples | undefined;
  /** Aborted: training stops within a step, the network keeps what it has learnt so far. */
  readonly signal: AbortSignal;
  /** Aborted: training hands out its state within a step, and ends without an error. */
  readonly pause?: AbortSignal | undefined;
  /** The same once so many epochs are done, unless that is all. */
  readonly pauseAt?: number | undefined;
  /** Where an earlier run of the same training was when it was interrupted. Its arrays are the training's from here on. */
  readonly from?: TrainingState | undefined;
  readonly keeper?: StateKeeper | undefined;
  /** Called between steps; what it throws ends the training. */
  onEvent(event: TrainingEvent): void;
}

/** Examples that nothing is learnt from, and which of them are meant. */
export interface HeldExamples {
  readonly examples: Examples;
  readonly indices: Uint32Array;
}

/** Takes the state of a training from time to time, so that another can go on from it. */
export interface StateKeeper {
  /** Whether it would take the state now. Asked after every step and every epoch. */
  wants(after: 'step' | 'epoch'): boolean;
  /**
   * Takes it; the training waits for that long.
   * @param copy copies the state, which costs time and memory: to be called while the training waits.
   */
  keep(copy: () => TrainingState): Promise<void>;
}

/** Why a training is over; `paused` alone leaves something to do. */
export type Ending = 'epochs' | 'earlyStopping' | 'maxMinutes' | 'paused';

export interface TrainingResult {
  readonly ending: Ending;
  /** Of all epochs that were trained to their end, those before an interruption too. */
  readonly history: readonly EpochMetrics[];
  readonly trainingExamples: number;
  readonly validationExamples: number;
  /** With those before an interruption. */
  readonly seconds: number;
}
