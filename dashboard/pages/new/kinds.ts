/** The losses and schedules that a training may have, with the settings of each and what those are where nothing is said. */
import type { Kind } from './typed.tsx';

const SMOOTHING = { name: 'labelSmoothing', label: 'Label smoothing', preset: '0' };

export const LOSSES: Readonly<Record<string, Kind>> = {
  sparseCategoricalCrossentropy: { title: 'Cross-entropy', settings: [SMOOTHING] },
  categoricalFocalCrossentropy: {
    title: 'Focal cross-entropy',
    settings: [
      { name: 'gamma', label: 'Focus (gamma)', preset: '2' },
      { name: 'alpha', label: 'Factor (alpha)', preset: '0.25' },
      SMOOTHING,
    ],
  },
  binaryCrossentropy: { title: 'Binary cross-entropy', settings: [SMOOTHING] },
  meanSquaredError: { title: 'Mean squared error', settings: [] },
  meanAbsoluteError: { title: 'Mean absolute error', settings: [] },
  huber: { title: 'Huber', settings: [{ name: 'delta', label: 'Linear from (delta)', preset: '1' }] },
  hinge: { title: 'Hinge', settings: [] },
  categoricalHinge: { title: 'Categorical hinge', settings: [] },
  klDivergence: { title: 'Kullback-Leibler divergence', settings: [] },
};

const ALPHA = { name: 'alpha', label: 'Left at the end (alpha)', preset: '0' };

/** @param steps of the whole training: what a schedule goes through where nothing else is known. */
export function schedulesFor(steps: number): Readonly<Record<string, Kind>> {
  return {
    exponentialDecay: {
      title: 'Falls evenly',
      start: { decaySteps: steps, decayRate: 0.1 },
      settings: [
        { name: 'decaySteps', label: 'Within steps' },
        { name: 'decayRate', label: 'To a share of' },
        { name: 'staircase', label: 'In stairs', as: 'tick' },
      ],
    },
    cosineDecay: {
      title: 'Falls as a cosine',
      start: { decaySteps: steps },
      settings: [
        { name: 'decaySteps', label: 'Within steps' },
        ALPHA,
        { name: 'warmupSteps', label: 'Warms up for steps', preset: '0' },
        { name: 'warmupTarget', label: 'Up to a rate of', preset: 'the optimizer’s own' },
      ],
    },
    cosineDecayRestarts: {
      title: 'Cosines that restart',
      start: { firstDecaySteps: Math.max(1, Math.round(steps / 3)) },
      settings: [
        { name: 'firstDecaySteps', label: 'Steps of the first' },
        { name: 'tMul', label: 'Each lasts times as long', preset: '2' },
        { name: 'mMul', label: 'Each starts times as high', preset: '1' },
        ALPHA,
      ],
    },
    piecewiseConstantDecay: {
      title: 'Falls at given steps',
      start: { boundaries: [Math.max(1, Math.round(steps / 2))], values: [0.001, 0.0001] },
      settings: [
        { name: 'boundaries', label: 'At steps', as: 'numbers' },
        { name: 'values', label: 'Rates', as: 'numbers', hint: 'One more than steps.' },
      ],
    },
    reduceOnPlateau: {
      title: 'Falls where it gets no better',
      start: {},
      settings: [
        { name: 'factor', label: 'To a share of', preset: '0.1' },
        { name: 'patience', label: 'After epochs without progress', preset: '10' },
        { name: 'cooldown', label: 'Then rests for epochs', preset: '0' },
        { name: 'minLearningRate', label: 'Never below', preset: '0' },
      ],
    },
  };
}
