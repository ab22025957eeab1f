/** On which figure, and in which direction, a plateau lowers the learning rate. Keras' numbers: `keras-optimizers.test.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLearningRate } from '../../src/models/learning-rate.ts';
import type { LearningRateSchedule } from '../../src/models/specification/index.ts';
import type { EpochMetrics } from '../../src/models/training-events.ts';

type Plateau = Extract<LearningRateSchedule, { type: 'reduceOnPlateau' }>;

/** The learning rate after epochs that told a figure. */
function rateAfter(schedule: Omit<Plateau, 'type'>, epochs: readonly Partial<EpochMetrics>[]): number {
  const rate = createLearningRate(1, { type: 'reduceOnPlateau', factor: 0.5, patience: 1, ...schedule });
  const others = { epoch: 1, loss: 1, accuracy: 0, seconds: 1 };
  for (const metrics of epochs) rate.epochEnded({ ...others, ...metrics });
  return rate.at(1);
}

const RISING = [0.1, 0.2, 0.3];
const FALLING = [0.3, 0.2, 0.1];

test('losses and errors are better the lower they are, every other figure the higher it is', () => {
  const falling = ['loss', 'valLoss', 'meanAbsoluteError', 'valRootMeanSquaredError'] as const;
  const rising = [
    ...(['accuracy', 'valAccuracy', 'topKCategoricalAccuracy', 'valTopKCategoricalAccuracy'] as const),
    ...(['precision', 'valRecall', 'f1Score', 'valF1Score', 'valAuc'] as const),
  ];
  const tell = (monitor: string, values: number[]) => values.map((value) => ({ [monitor]: value }));
  for (const monitor of falling) {
    assert.equal(rateAfter({ monitor }, tell(monitor, FALLING)), 1, monitor);
    assert.equal(rateAfter({ monitor }, tell(monitor, RISING)), 0.25, monitor);
  }
  for (const monitor of rising) {
    assert.equal(rateAfter({ monitor }, tell(monitor, RISING)), 1, monitor);
    assert.equal(rateAfter({ monitor }, tell(monitor, FALLING)), 0.25, monitor);
  }
});

test('a mode says the direction, whatever the figure', () => {
  const losses = RISING.map((loss) => ({ loss }));
  assert.equal(rateAfter({ monitor: 'loss', mode: 'auto' }, losses), 0.25);
  assert.equal(rateAfter({ monitor: 'loss', mode: 'min' }, losses), 0.25);
  assert.equal(rateAfter({ monitor: 'loss', mode: 'max' }, losses), 1);
});

test('without a monitor it is the loss, of the examples held back where there are some', () => {
  assert.equal(rateAfter({}, [{ loss: 1 }, { loss: 2 }]), 0.5);
  const improving = [
    { loss: 1, valLoss: 2 },
    { loss: 2, valLoss: 1 },
  ];
  assert.equal(rateAfter({}, improving), 1);
});

test('an epoch that does not tell the figure is no plateau', () => {
  assert.equal(rateAfter({ monitor: 'valPrecision' }, [{ valPrecision: 0.5 }, {}, {}]), 1);
});
