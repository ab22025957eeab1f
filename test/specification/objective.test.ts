/** Losses, class weights and metrics as a job says them: what is resolved, and what is refused with which words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  resolveTraining,
  type Task,
  Training,
  trainingProblems,
  trainingTargetProblems,
} from '../../src/models/specification/index.ts';
import { validator } from '../../src/validation.ts';

const CLASSES = ['zero', 'one', '7', 'a/b'];
const TASK: Task = { type: 'classification', labels: CLASSES };
const TARGET = { kind: 'image' as const, task: TASK, examples: 100, validates: true };
const check = validator(Training);

describe('a resolved training', () => {
  test('keeps every setting of the loss, with the defaults of Keras', () => {
    const lossOf = (loss: Training['loss']) => resolveTraining({ ...(loss && { loss }) }, 0).loss;
    assert.deepEqual(lossOf(undefined), { type: 'sparseCategoricalCrossentropy', labelSmoothing: 0 });
    assert.deepEqual(lossOf('huber'), { type: 'huber', delta: 1 });
    const focal = { type: 'categoricalFocalCrossentropy', alpha: [1, 2, 3, 4] } as const;
    assert.deepEqual(lossOf({ ...focal, alpha: [...focal.alpha] }), { ...focal, gamma: 2, labelSmoothing: 0 });
  });

  test('has the accuracy first among its metrics, asked for or not', () => {
    const metricsOf = (metrics: Training['metrics']) => resolveTraining({ ...(metrics && { metrics }) }, 0).metrics;
    assert.deepEqual(metricsOf(undefined), ['accuracy']);
    assert.deepEqual(metricsOf(['auc', 'accuracy']), ['accuracy', 'auc']);
    assert.deepEqual(metricsOf(['topKCategoricalAccuracy']), ['accuracy', { type: 'topKCategoricalAccuracy', k: 5 }]);
  });

  test('has class weights by number, a label going before a number that looks like it', () => {
    const weights = { zero: 2, '7': 3, '3': 0.5 };
    const { classWeight } = resolveTraining({ classWeight: weights }, 0, TASK);
    assert.deepEqual(classWeight, { '0': 2, '2': 3, '3': 0.5 });
    assert.ok(!('classWeight' in resolveTraining({}, 0, TASK)));
  });

  test('is itself a training that could be asked for', () => {
    const training: Training = { loss: 'klDivergence', classWeight: { one: 2 }, metrics: ['topKCategoricalAccuracy'] };
    assert.deepEqual(check(resolveTraining(training, 0, TASK)), []);
  });
});

describe('refused, with a pointer to it and what was expected, is', () => {
  const byForm: [object, string, RegExp][] = [
    [{ loss: 'mse' }, '/loss', /^Expected "sparseCategoricalCrossentropy", .*"klDivergence".*\. Received: "mse"\.$/],
    [{ loss: { type: 'huber', delta: 0 } }, '/loss/delta', /^Expected a number above 0.* Received: 0\.$/],
    [{ loss: { type: 'hinge', delta: 1 } }, '/loss/delta', /^Unknown field "delta"/],
    [
      { loss: { type: 'binaryCrossentropy', labelSmoothing: 1.5 } },
      '/loss/labelSmoothing',
      /from 0 to 1\. Received: 1.5\.$/,
    ],
    [{ metrics: ['precision', 'acuracy'] }, '/metrics/1', /"f1Score".* Received: "acuracy"\.$/],
    [{ metrics: [{ type: 'topKCategoricalAccuracy', k: 0 }] }, '/metrics/0/k', /Received: 0\.$/],
    [{ classWeight: { one: -1 } }, '/classWeight/one', /^Expected a number from 0.* Received: -1\.$/],
    [{ classWeight: { one: '2' } }, '/classWeight/one', /Received: "2"\.$/],
  ];
  for (const [training, pointer, detail] of byForm) {
    test(JSON.stringify(training), () => {
      const [problem] = check(training);
      assert.equal(problem?.pointer, pointer);
      assert.match(problem.detail, detail);
    });
  }

  const byMeaning: [Training, string, RegExp][] = [
    [{ metrics: ['auc', 'auc'] }, '/training/metrics/1', /^Expected each metric once\. Received: "auc" again\.$/],
    [
      { metrics: ['topKCategoricalAccuracy', { type: 'topKCategoricalAccuracy', k: 2 }] },
      '/training/metrics/1',
      /"topKCategoricalAccuracy" again/,
    ],
    [
      { metrics: [{ type: 'topKCategoricalAccuracy', k: 5 }] },
      '/training/metrics/0/k',
      /^Expected at most the number of classes, 4\. Received: 5\.$/,
    ],
    [
      { loss: { type: 'categoricalFocalCrossentropy', alpha: [1, 2] } },
      '/training/loss/alpha',
      /^Expected a number, or one for each of 4 classes\. Received: 2 numbers\.$/,
    ],
    [
      { classWeight: { two: 1 } },
      '/training/classWeight/two',
      /^Expected a class: "zero", "one", "7", "a\/b", or a number below 4\. Received: "two"\.$/,
    ],
    [{ classWeight: { '4': 1 } }, '/training/classWeight/4', /Received: "4"\.$/],
    [{ classWeight: { '01': 1 } }, '/training/classWeight/01', /Received: "01"\.$/],
    [{ classWeight: { 'x/y': 1 } }, '/training/classWeight/x~1y', /Received: "x\/y"\.$/],
    [{ classWeight: { '0': 1, zero: 2 } }, '/training/classWeight/zero', /Received: class 0 as "0" and as "zero"\.$/],
  ];
  for (const [training, pointer, detail] of byMeaning) {
    test(JSON.stringify(training), () => {
      const problems = [...trainingProblems(training), ...trainingTargetProblems(training, TARGET)];
      assert.deepEqual([problems.length, problems[0]?.pointer], [1, pointer]);
      assert.match(problems[0]?.detail ?? '', detail);
    });
  }

  test('an area under the curve of more than can be ranked', () => {
    const [problem] = trainingTargetProblems({ metrics: ['auc'] }, { ...TARGET, examples: 2 ** 27 });
    assert.equal(problem?.pointer, '/training/metrics/0');
    assert.match(
      problem.detail,
      /^Expected at most 268435456 outputs to rank\. Received: 134217728 examples of 4 outputs\.$/,
    );
  });
});
