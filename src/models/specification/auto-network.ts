/**
 * Which preset `"network": "auto"` stands for: what trains well in little time on data of a kind and shape, and why, in a
 * sentence for the plan's answer and the job's log.
 */
import type { DatasetKind } from './data-plan.ts';
import type { PresetName } from './network.ts';

export interface NetworkQuestion {
  readonly kind: DatasetKind;
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Where inputs are tokens. */
  readonly vocabularySize?: number;
  /** About how many are trained on. */
  readonly rows: number;
}

export interface NetworkChoice {
  readonly network: PresetName;
  readonly reason: string;
}

/** An LSTM takes one step after the other: above this it is slow, and forgets what was first. */
const LSTM_STEPS_MAX = 200;
/** Below this, texts are too few to learn from the order of their words. */
const ORDERED_TEXTS_MIN = 2000;
const CONVOLVED_SIDE_MIN = 4;

export function chooseNetwork({ kind, inputShape, vocabularySize, rows }: NetworkQuestion): NetworkChoice {
  if (vocabularySize !== undefined) return forTokens(inputShape[0] ?? 1, rows);
  switch (inputShape.length) {
    case 2:
      return forSteps(inputShape[0] ?? 1);
    case 3:
      return forPictures(kind, inputShape);
    default:
      return {
        network: 'mlp',
        reason: `"mlp", because inputs of shape [${inputShape.join(', ')}] have no order in space or time to make use of.`,
      };
  }
}

function forTokens(length: number, rows: number): NetworkChoice {
  if (rows < ORDERED_TEXTS_MIN)
    return {
      network: 'mlp',
      reason: `"mlp" on the average of the tokens, because ${rows} texts are too few to learn from the order of their tokens.`,
    };
  if (length <= LSTM_STEPS_MAX)
    return { network: 'lstm', reason: `"lstm", because it reads texts of at most ${length} tokens in their order.` };
  return {
    network: 'cnn',
    reason: `"cnn", because an LSTM is slow on ${length} tokens, one after the other, while windows are seen all at once.`,
  };
}

function forSteps(steps: number): NetworkChoice {
  if (steps <= LSTM_STEPS_MAX)
    return { network: 'lstm', reason: `"lstm", because it reads sequences of ${steps} steps in their order.` };
  return {
    network: 'cnn',
    reason: `"cnn", because an LSTM is slow on ${steps} steps, one after the other, while windows are seen all at once.`,
  };
}

function forPictures(kind: DatasetKind, [height = 1, width = 1]: readonly number[]): NetworkChoice {
  const things = kind === 'audio' ? 'spectrograms' : 'pictures';
  if (Math.min(height, width) < CONVOLVED_SIDE_MIN)
    return { network: 'mlp', reason: `"mlp", because ${things} of ${height}×${width} are too small for windows.` };
  return {
    network: 'cnn',
    reason: `"cnn", because what is seen in ${things} is told by neighbouring places, wherever it stands.`,
  };
}
