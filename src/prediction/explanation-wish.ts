/** What a request wants explained, and how; checked against the version, with nothing left open. Pure. */
import { attributionKind, windowCount } from '../data/index.ts';
import { AppError } from '../errors.ts';
// The file itself: where bodies are read, TensorFlow is not loaded.
import { stepsThatFit } from '../models/explanation/integrated-gradients.ts';
import type { Manifest } from '../registry/index.ts';
import { show } from '../schema-words.ts';

export const EXPLANATION_METHODS = ['integratedGradients', 'occlusion'] as const;
export const EXPLAINED_OUTPUTS = ['probability', 'logit'] as const;

/** As it was asked for. */
export interface ExplanationWish {
  readonly method?: (typeof EXPLANATION_METHODS)[number];
  /** Of what ends in probabilities: these, or what they are made of. */
  readonly output?: (typeof EXPLAINED_OUTPUTS)[number];
  /** A label, or the name of a number. Default: the likeliest, or the first. */
  readonly target?: string;
  /** A name, or an instance. */
  readonly baseline?: unknown;
  readonly steps?: number;
  readonly patch?: number;
  readonly stride?: number;
}

/** Figures of a network, as `figuresOf` orders them, and how what is explained is made of one of them. */
export interface ExplainedFigure {
  readonly name: 'probability' | 'logit' | 'value';
  readonly index: number;
  /** Multiplied and added to be in the unit of the data. */
  readonly factor: number;
  readonly offset: number;
}

export type Method =
  | { readonly name: 'integratedGradients'; readonly steps: number }
  | { readonly name: 'occlusion'; readonly patch: number; readonly stride: number };

export const STEPS_MAX = 1024;
const STEPS = 32;
/** Of one instance: as many computations as an integral takes, and some more. */
const WINDOWS_MAX = 4096;

/** @throws AppError ERR_EXPLANATION that points to what does not fit. */
export function methodOf(
  { preprocessing, inputShape }: Pick<Manifest, 'preprocessing' | 'inputShape'>,
  wish: ExplanationWish,
): Method {
  const fitting = stepsThatFit(inputShape.reduce((size, dimension) => size * dimension, 1));
  const { method = 'integratedGradients', steps = Math.min(STEPS, fitting) } = wish;
  if (method === 'integratedGradients') {
    for (const name of ['patch', 'stride'] as const)
      if (wish[name] !== undefined) throw unfit(name, 'no such option for "integratedGradients"', show(wish[name]));
    if (steps > fitting) throw unfit('steps', `at most ${fitting} for inputs of this size`, `${steps}`);
    return { name: method, steps };
  }
  if (wish.steps !== undefined) throw unfit('steps', 'no such option for "occlusion"', show(wish.steps));
  const grid = attributionKind(preprocessing).grid(preprocessing);
  const { patch = grid.patch } = wish;
  const { stride = wish.patch === undefined ? grid.stride : Math.max(1, Math.floor(patch / 2)) } = wish;
  const side = Math.max(grid.rows, grid.columns);
  if (grid.slides === 'none' && patch !== 1) throw unfit('patch', '1, since each column stands for itself', `${patch}`);
  if (patch > side) throw unfit('patch', `at most ${side} for this model`, `${patch}`);
  if (stride > patch) throw unfit('stride', `at most the patch of ${patch}, so that nothing is left out`, `${stride}`);
  const count = windowCount(grid, patch, stride);
  if (count > WINDOWS_MAX)
    throw unfit('stride', `one that makes at most ${WINDOWS_MAX} patches`, `${stride}, which makes ${count}`);
  return { name: method, patch, stride };
}

/** @throws AppError ERR_EXPLANATION for a name that the kind of data has not. */
export function namedBaseline(
  { preprocessing }: Pick<Manifest, 'preprocessing'>,
  { baseline }: ExplanationWish,
): string | undefined {
  const { baselines } = attributionKind(preprocessing);
  if (baseline === undefined) return baselines[0];
  if (typeof baseline !== 'string') return undefined;
  if (baselines.includes(baseline)) return baseline;
  // A text is an instance, too.
  if (preprocessing.kind === 'text') return undefined;
  throw unfit('baseline', `${baselines.map((name) => `"${name}"`).join(', ')} or an instance`, show(baseline));
}

/** @param outputs of the instance, in the unit of the data. @throws AppError ERR_EXPLANATION. */
export function figureOf(
  { task, labels, scales }: Manifest,
  wish: ExplanationWish,
  outputs: readonly number[],
): ExplainedFigure {
  const index = wish.target === undefined ? defaultTarget(task, outputs) : labels.indexOf(wish.target);
  if (index < 0) {
    const known = labels.slice(0, 10).map((label) => `"${label}"`);
    throw unfit('target', `one of ${known.join(', ')}${labels.length > 10 ? ', …' : ''}`, show(wish.target));
  }
  if (task === 'regression') {
    if (wish.output !== undefined) throw unfit('output', 'none for a model that predicts numbers', show(wish.output));
    const { mean: offset, deviation: factor } = scales?.[index] ?? { mean: 0, deviation: 1 };
    return { name: 'value', index, factor, offset };
  }
  const { output: name = 'probability' } = wish;
  return { name, index: name === 'logit' ? labels.length + index : index, factor: 1, offset: 0 };
}

function defaultTarget(task: Manifest['task'], outputs: readonly number[]): number {
  return task === 'regression' ? 0 : outputs.indexOf(Math.max(...outputs));
}

function unfit(field: string, expected: string, received: string): AppError {
  const detail = `Expected ${expected}. Received: ${received}.`;
  return new AppError('ERR_EXPLANATION', `${field}: ${detail}`, { problems: [{ pointer: `/${field}`, detail }] });
}
