/** What a job may say of its learning rate's schedule: which figures can be monitored, and what is refused with which words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FIGURES, Training, trainingTargetProblems } from '../../src/models/specification/index.ts';
import { validator } from '../../src/validation.ts';

const POINTER = '/training/learningRateSchedule/monitor';
const CLASSES = { type: 'classification' as const, labels: ['a', 'b', 'c', 'd'] };
const check = validator(Training);
const problemsOf = (training: Training) =>
  trainingTargetProblems(training, {
    kind: 'image',
    task: CLASSES,
    examples: 100,
    validates: !(training.validation && 'split' in training.validation && training.validation.split === 0),
  });

type Plateau = Extract<Training['learningRateSchedule'], { type: 'reduceOnPlateau' }>;
const monitoring = (monitor: string, rest: Training = {}): Training => ({
  ...rest,
  learningRateSchedule: { type: 'reduceOnPlateau', monitor: monitor as NonNullable<Plateau['monitor']> },
});
const validated = (name: string): string => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;

describe('a plateau may be looked for', () => {
  test('in the loss and the accuracy, without asking for them', () => {
    for (const monitor of ['loss', 'accuracy', 'valLoss', 'valAccuracy']) {
      assert.deepEqual(check(monitoring(monitor)), []);
      assert.deepEqual(problemsOf(monitoring(monitor)), []);
    }
  });

  test('in every metric that the job asks for, of the examples held back too', () => {
    for (const figure of FIGURES.filter((name) => name !== 'r2Score')) {
      for (const monitor of figure === 'auc' ? [validated(figure)] : [figure, validated(figure)]) {
        const training = monitoring(monitor, { metrics: [figure] });
        assert.deepEqual(check(training), [], monitor);
        assert.deepEqual(problemsOf(training), [], monitor);
      }
    }
    const best = monitoring('valTopKCategoricalAccuracy', { metrics: [{ type: 'topKCategoricalAccuracy', k: 3 }] });
    assert.deepEqual(problemsOf(best), []);
  });

  test('in the errors of numbers, but not in an accuracy that these do not have', () => {
    const task = { type: 'regression' as const, labels: ['price'] };
    const target = { kind: 'tabular' as const, task, examples: 100, validates: true };
    assert.deepEqual(trainingTargetProblems(monitoring('valR2Score'), target), []);
    const [problem] = trainingTargetProblems(monitoring('accuracy'), target);
    assert.match(
      problem?.detail ?? '',
      /loss, meanAbsoluteError, rootMeanSquaredError, r2Score\. Received: "accuracy"/,
    );
  });

  test('in either direction', () => {
    for (const mode of ['auto', 'min', 'max'] as const) {
      assert.deepEqual(check({ learningRateSchedule: { type: 'reduceOnPlateau', monitor: 'loss', mode } }), []);
    }
  });
});

describe('refused, with a pointer to it and what was expected, is', () => {
  const refused: [string, Training, RegExp][] = [
    ['precision', {}, /^Expected one of the job's metrics to monitor, loss, accuracy\. Received: "precision"\.$/],
    ['valRecall', { metrics: ['precision'] }, /loss, accuracy, precision\. Received: "valRecall"\.$/],
    ['auc', { metrics: ['auc'] }, /^Expected "valAuc", of the examples held back\. Received: "auc"\.$/],
    ['valAuc', { metrics: ['auc'], validation: { split: 0 } }, /^Expected a validation split to monitor "valAuc"/],
    ['valLoss', { validation: { split: 0 } }, /^Expected a validation split to monitor "valLoss"\. Received: none\.$/],
  ];
  for (const [monitor, training, detail] of refused) {
    test(`${monitor} of ${JSON.stringify(training)}`, () => {
      const [problem, ...others] = problemsOf(monitoring(monitor, training));
      assert.equal(problem?.pointer, POINTER);
      assert.match(problem.detail, detail);
      assert.deepEqual(others, []);
    });
  }

  test('a figure that there is not, and a mode that there is not', () => {
    assert.equal(check(monitoring('valEpoch'))[0]?.pointer, '/learningRateSchedule/monitor');
    const upward = { type: 'reduceOnPlateau', mode: 'up' };
    assert.equal(check({ learningRateSchedule: upward })[0]?.pointer, '/learningRateSchedule/mode');
  });
});
