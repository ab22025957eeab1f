/** What a network's numbers mean: labels with their probabilities, or numbers in the unit of the data. */
import type { Manifest } from '../registry/index.ts';

/** One class of several. */
export interface ClassAnswer {
  readonly label: string;
  readonly probability: number;
  /** The likeliest labels, at most five unless more are asked for, falling. */
  readonly top: readonly { readonly label: string; readonly probability: number }[];
}

/** Any of several labels: those likelier than one half, or than was asked for, falling; and the probability of each. */
export interface LabelsAnswer {
  readonly labels: readonly string[];
  readonly probabilities: Readonly<Record<string, number>>;
}

/** A number, or several by their names. */
export interface NumberAnswer {
  readonly value: number;
}
export interface NumbersAnswer {
  readonly values: Readonly<Record<string, number>>;
}

export type Answer = ClassAnswer | LabelsAnswer | NumberAnswer | NumbersAnswer;

const TOP = 5;
const THRESHOLD = 0.5;

/** How much is told of an answer. */
export interface AnswerOptions {
  /** How many of the likeliest labels; five unless given. */
  readonly top?: number | undefined;
  /** Of several labels, those that are likelier are told; one half unless given. */
  readonly threshold?: number | undefined;
}

/** @param outputs of one input, in the unit of the data. */
export function answerOf(
  { task, labels }: Manifest,
  outputs: readonly number[],
  { top: most = TOP, threshold = THRESHOLD }: AnswerOptions = {},
): Answer {
  const named = labels.map((label, index) => ({ label, probability: outputs[index] ?? 0 }));
  switch (task) {
    case 'classification': {
      const top = named.sort((a, b) => b.probability - a.probability).slice(0, most);
      const [best = { label: '', probability: 0 }] = top;
      return { ...best, top };
    }
    case 'multiLabelClassification': {
      const told = named.filter(({ probability }) => probability > threshold);
      told.sort((a, b) => b.probability - a.probability);
      return { labels: told.map(({ label }) => label), probabilities: recordOf(named) };
    }
    case 'regression':
      return labels.length === 1 ? { value: outputs[0] ?? 0 } : { values: recordOf(named) };
  }
}

/** The likeliest class of one input, the first of equals. */
export function likeliestLabel({ labels }: Pick<Manifest, 'labels'>, outputs: readonly number[]): string {
  return labels[outputs.indexOf(Math.max(...outputs))] ?? '';
}

/** In place: a regression's standardized numbers in the unit of the data. */
export function inUnits({ scales }: Pick<Manifest, 'scales'>, outputs: number[]): number[] {
  if (!scales) return outputs;
  for (const [index, { mean, deviation }] of scales.entries())
    outputs[index] = (outputs[index] as number) * deviation + mean;
  return outputs;
}

function recordOf(named: readonly { label: string; probability: number }[]): Record<string, number> {
  return Object.fromEntries(named.map(({ label, probability }) => [label, probability]));
}
