/** What a job may say of when its training ends, and how often it is written down; what is refused with which words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveTraining, Training, trainingTargetProblems } from '../../src/models/specification/index.ts';
import { validator } from '../../src/validation.ts';

const check = validator(Training);
const TARGET = {
  ...{ kind: 'image' as const, examples: 100, validates: true },
  task: { type: 'classification' as const, labels: ['a', 'b'] },
};

test('early stopping has defaults: the best of five epochs without improvement', () => {
  assert.deepEqual(check({ earlyStopping: {} }), []);
  assert.deepEqual(resolveTraining({ earlyStopping: {} }, 1).earlyStopping, {
    ...{ mode: 'auto', patience: 5, minDelta: 0, restoreBest: true },
  });
  assert.equal(resolveTraining({}, 1).earlyStopping, undefined);
});

test('what it says is kept', () => {
  const earlyStopping = {
    ...{ monitor: 'valAccuracy' as const, mode: 'max' as const, patience: 0, minDelta: 0.5, restoreBest: false },
  };
  assert.deepEqual(check({ earlyStopping }), []);
  assert.deepEqual(trainingTargetProblems({ earlyStopping }, TARGET), []);
  assert.deepEqual(resolveTraining({ earlyStopping }, 1).earlyStopping, earlyStopping);
});

test('a figure that no epoch tells is refused, with a pointer to it', () => {
  const [problem, ...others] = trainingTargetProblems({ earlyStopping: { monitor: 'valRecall' } }, TARGET);
  assert.equal(problem?.pointer, '/training/earlyStopping/monitor');
  assert.match(
    problem.detail,
    /^Expected one of the job's metrics to monitor, loss, accuracy\. Received: "valRecall"\.$/,
  );
  assert.deepEqual(others, []);
  const unheld = { ...TARGET, validates: false };
  const [unvalidated] = trainingTargetProblems({ earlyStopping: { monitor: 'valLoss' } }, unheld);
  assert.match(unvalidated?.detail ?? '', /^Expected a validation split to monitor "valLoss"/);
});

test('a plateau and early stopping are refused each at its place', () => {
  const training: Training = {
    learningRateSchedule: { type: 'reduceOnPlateau', monitor: 'recall' },
    earlyStopping: { monitor: 'precision' },
  };
  assert.deepEqual(
    trainingTargetProblems(training, TARGET).map(({ pointer }) => pointer),
    ['/training/learningRateSchedule/monitor', '/training/earlyStopping/monitor'],
  );
});

test('checkpoints come every 30 seconds unless the job says otherwise, and minutes are limited only if it says so', () => {
  const { checkpointSeconds, maxMinutes } = resolveTraining({}, 1);
  assert.deepEqual([checkpointSeconds, maxMinutes], [30, undefined]);
  const told = resolveTraining({ checkpointSeconds: 5, maxMinutes: 0.5 }, 1);
  assert.deepEqual([told.checkpointSeconds, told.maxMinutes], [5, 0.5]);
});

test('values out of their bounds are refused', () => {
  const refused: [unknown, string][] = [
    [{ checkpointSeconds: 0 }, '/checkpointSeconds'],
    [{ checkpointSeconds: 86_401 }, '/checkpointSeconds'],
    [{ maxMinutes: 0 }, '/maxMinutes'],
    [{ earlyStopping: { patience: -1 } }, '/earlyStopping/patience'],
    [{ earlyStopping: { minDelta: -1 } }, '/earlyStopping/minDelta'],
    [{ earlyStopping: { monitor: 'beauty' } }, '/earlyStopping/monitor'],
    [{ earlyStopping: { patient: 1 } }, '/earlyStopping/patient'],
  ];
  for (const [training, pointer] of refused) {
    assert.deepEqual(
      check(training as Training).map((problem) => problem.pointer),
      [pointer],
    );
  }
});
