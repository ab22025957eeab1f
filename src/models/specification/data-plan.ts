/**
 * How a dataset becomes inputs and targets of a network, with nothing left open: decided at submission from what is known of
 * the data, carried out by the trainer. What is computed from the rows (means, vocabularies) is no part of it.
 */
import type { Task } from './task.ts';

export const DATASET_KINDS = ['image', 'tabular', 'sequence', 'text', 'audio', 'tensor'] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

/** How rows are divided into those to train with, to validate with and to test with; no row is in two parts. */
export interface SplitPlan {
  /**
   * `stratified`: every class in the same shares; `random`; `group`: rows of one value of a column stay together; `time`: by
   * a column, the latest rows are tested; `column`: by what a column says, `train`, `validation`, `test`; `given`: by the
   * parts that the dataset brings; `whole`: nothing is learnt, all rows are tested.
   */
  readonly by: 'whole' | 'stratified' | 'random' | 'group' | 'time' | 'column' | 'given';
  readonly column?: string;
  /** Shares of all rows; of a part that is given (by the dataset or a column), the share is not used. */
  readonly validation: number;
  readonly test: number;
  /** Set: that part of all rows that are not tested is validated with, whatever the share. */
  readonly fold?: Fold;
}

/** One of several equal parts of the rows, each of which is validated with in a training of its own. */
export interface Fold {
  readonly count: number;
  /** From 0. */
  readonly index: number;
}

interface Plan {
  readonly task: Task;
  /** Of one input, without the batch, as the network takes it. */
  readonly inputShape: readonly number[];
  readonly split: SplitPlan;
  /** About how many rows are trained on in each epoch. */
  readonly trainingRows: number;
  /** Of the largest part that is measured at once, at most. */
  readonly measuredRows: number;
}

/** Pixels are divided by 255. */
export interface ImagePlan extends Plan {
  readonly kind: 'image';
}

export interface TensorPlan extends Plan {
  readonly kind: 'tensor';
  readonly scaling: Scaling;
}

export const SCALINGS = ['standard', 'minMax', 'none'] as const;
/** `standard`: mean 0, standard deviation 1; `minMax`: from 0 to 1. Both of the training rows. */
export type Scaling = (typeof SCALINGS)[number];

/** What a column of a table becomes among the inputs, in the order of the columns. */
export type FeaturePlan = {
  readonly name: string;
  /** Whether rows lack it: numbers and dates then have one more input, which tells where. */
  readonly nullable: boolean;
} & (
  | { readonly as: 'number'; readonly scaling: Scaling }
  /** One-hot over the most frequent values of the training rows, and one for all others; missing ones are a value too. */
  | { readonly as: 'category'; readonly size: number }
  /** The number of its value, from 0 to `size − 1`: for a network that embeds it. */
  | { readonly as: 'embedding'; readonly size: number }
  /** Time as a number, and the day's, week's and year's cycles as sines and cosines. */
  | { readonly as: 'date' }
);

/** A target of a table: columns by name. */
export interface TargetPlan {
  readonly columns: readonly string[];
  /** How a multi-label column separates its labels; unset where each label is a column of 0 and 1. */
  readonly separator?: string;
}

export interface TabularPlan extends Plan {
  readonly kind: 'tabular';
  readonly target: TargetPlan;
  readonly features: readonly FeaturePlan[];
}

export interface TextPlan extends Plan {
  readonly kind: 'text';
  readonly target: TargetPlan;
  readonly column: string;
  readonly tokens: 'words' | 'characters';
  readonly lowercase: boolean;
  /** With 0 for padding and 1 for what is not in it. */
  readonly vocabularySize: number;
  /** Tokens of an input: longer texts are cut, shorter ones padded in front, where an LSTM forgets them. */
  readonly length: number;
}

export interface AudioPlan extends Plan {
  readonly kind: 'audio';
  readonly sampleRate: number;
  /** Samples of one input. */
  readonly samples: number;
  /** In samples. */
  readonly window: number;
  readonly hop: number;
  readonly melBands: number;
}

/**
 * `classify`: one answer for each series, class or number; `forecast`: the next `horizon` steps of the target columns from
 * windows of `length` steps, each `stride` steps after the one before.
 */
export interface SequencePlan extends Plan {
  readonly kind: 'sequence';
  /**
   * Where series lie. `array`: each row is one, of `[steps, features]`; `long`: in a table whose rows are steps; `wide`: in a
   * table whose rows are series, the columns of `features` their steps.
   */
  readonly layout: 'array' | 'long' | 'wide';
  /** Of an array, no columns. */
  readonly target: TargetPlan;
  /** Of a long table: which column tells the series, if there are several, and which their order, if it is not the rows'. */
  readonly series?: string;
  readonly time?: string;
  readonly features: readonly string[];
  readonly scaling: Scaling;
  readonly goal: 'classify' | 'forecast';
  /** Steps of an input: of a longer series the last ones are taken. */
  readonly length: number;
  /** Shorter series are padded in front, and one more feature tells real steps, 1, from padding, 0. */
  readonly padded: boolean;
  readonly horizon: number;
  readonly stride: number;
}

export type DataPlan = ImagePlan | TensorPlan | TabularPlan | TextPlan | AudioPlan | SequencePlan;
