/** From a CSV file to inputs: what an import tells of series is what their planning takes. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importTables } from '../../src/data/import/tables.ts';
import { DATASET_FILES, type DatasetManifest } from '../../src/data/manifest.ts';
import { planSequence } from '../../src/data/planning/sequence.ts';
import { prepareSequence } from '../../src/data/preparation/sequence.ts';
import { type SequencePreprocessing, sequenceKind } from '../../src/data/preprocessing/sequence.ts';
import type { AppError } from '../../src/errors.ts';
import type { DataRequest, SequencePlan } from '../../src/models/specification/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { createTools } from './sequence-sources.ts';

const LIMITS = {
  memoryBytesMax: 2 ** 28,
  expandedBytesMax: 2 ** 28,
  archiveFilesMax: 1,
  rowsMax: 1e6,
  columnsMax: 1000,
};

/** Imports a CSV file, then plans and prepares a job with it. */
async function follow(csv: string, options: ImportOptions, request: DataRequest = {}) {
  const folder = await makeTemporaryFolder();
  const [output, scratch, file] = ['output', 'scratch', 'series.csv'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([fs.mkdir(output), fs.mkdir(scratch), fs.writeFile(file, csv)]);
  const tools = { output, scratch, limits: LIMITS, signal: new AbortController().signal, progress: () => undefined };
  const imported = await importTables({ files: [{ name: 'series.csv', path: file }], options }, tools);
  const known = { format: 1, name: 'series', createdAt: '2026-01-01T00:00:00Z', digest: 'sha256:0', bytes: 1 } as const;
  const manifest: DatasetManifest = { ...imported, ...known };
  assert.equal(manifest.kind, 'sequence');
  const plan = planSequence(manifest, { request, validation: 0.1 }) as SequencePlan;
  const dataset = {
    manifest,
    table: async () => path.join(output, DATASET_FILES.table),
    arrays: () => Promise.reject(new Error()),
  };
  const { examples, preprocessing } = await prepareSequence(dataset, plan, 1, await createTools());
  const inputs = new Float32Array(examples.count * plan.inputShape.reduce((size, side) => size * side, 1));
  examples.writeInputs(Uint32Array.from(Array(examples.count).keys()), 0, examples.count, inputs);
  return { plan, examples, inputs, preprocessing: preprocessing as SequencePreprocessing };
}

test('a long CSV file of sensors is understood, forecast, and predicted from the same lines', async () => {
  const lines: string[] = [];
  for (const sensor of ['a', 'b'])
    for (let day = 0; day < 90; day++) {
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      lines.push(`${sensor},${date},${(Math.sin(day / 5) * 7.31).toFixed(3)},${day % 7}`);
    }
  const header = 'sensor,date,level,weekday';
  const made = await follow([header, ...lines].join('\n'), {}, { target: 'level', preprocessing: { horizon: 2 } });
  assert.deepEqual(
    { series: made.plan.series, time: made.plan.time, features: made.plan.features, goal: made.plan.goal },
    { series: 'sensor', time: 'date', features: ['level', 'weekday'], goal: 'forecast' },
  );
  assert.deepEqual(made.plan.inputShape, [24, 2]);
  // The last window ends where the last two days begin.
  const csv = [header, ...lines.slice(90, 178)].join('\n');
  const predicted = await sequenceKind.encodeFile(made.preprocessing, Buffer.from(csv), 'text/csv', 1);
  assert.deepEqual(predicted, made.inputs.subarray(-48));
});

test('a long CSV file with a label in each row is classified, the longest series as long as an input', async () => {
  const lines = ['id,step,x,y,label'];
  for (let id = 0; id < 20; id++)
    for (let step = 0; step < 5 + (id % 4); step++) lines.push(`${id},${step},${id / 7},${step},${id % 2}`);
  const { plan, examples } = await follow(lines.join('\n'), {});
  assert.deepEqual(plan.task, { type: 'classification', labels: ['0', '1'] });
  assert.deepEqual(
    { length: plan.length, padded: plan.padded, features: plan.features },
    { length: 8, padded: true, features: ['x', 'y'] },
  );
  assert.deepEqual(examples.targets.kind === 'classes' && [...examples.targets.values.subarray(0, 3)], [0, 1, 0]);
});

test('a wide CSV file is a series a row, and its rows are what is predicted', async () => {
  const header = ['t0', 't1', 't2', 't3', 'class'].join(',');
  const rows = Array.from({ length: 30 }, (_, row) => [row, row % 5, row * 0.1, 1, row % 3 ? 'up' : 'down'].join(','));
  const csv = [header, ...rows].join('\n');
  const { plan, inputs, preprocessing } = await follow(csv, { kind: 'sequence', target: 'class' });
  assert.deepEqual(plan.features, ['t0', 't1', 't2', 't3']);
  assert.deepEqual(plan.task.labels, ['down', 'up']);
  assert.deepEqual(await sequenceKind.encodeFile(preprocessing, Buffer.from(csv), 'text/csv', 30), inputs);
});

test('a single column of numbers is forecast in the order of its rows', async () => {
  const csv = ['value', ...Array.from({ length: 200 }, (_, row) => `${row * 2}`)].join('\n');
  const { plan, inputs, preprocessing } = await follow(csv, { kind: 'sequence' });
  assert.deepEqual(plan.task.labels, ['value+1']);
  const [feature] = preprocessing.features;
  assert.ok(feature);
  assert.equal(Math.round((inputs.at(-1) as number) * feature.divideBy + feature.subtract), 396);
});

test('whether the target is the same in all rows of a series tells what is learnt, not how many values it has', async () => {
  const table = (target: (id: number, step: number) => string): string => {
    const lines = ['id,step,x,y'];
    for (let id = 0; id < 30; id++)
      for (let step = 0; step < 40; step++) lines.push(`${id},${step},${(id * step) / 7},${target(id, step)}`);
    return lines.join('\n');
  };
  const options = { target: 'y' };
  const changing = await follow(
    table((_id, step) => `${step % 3}`),
    options,
  );
  assert.deepEqual([changing.plan.goal, changing.plan.task.labels], ['forecast', ['y+1']]);
  const classes = await follow(
    table((id) => `${id % 3}`),
    options,
  );
  assert.deepEqual(
    [classes.plan.goal, classes.plan.task],
    ['classify', { type: 'classification', labels: ['0', '1', '2'] }],
  );
  const numbers = await follow(
    table((id) => `${id / 8}`),
    options,
  );
  assert.deepEqual([numbers.plan.goal, numbers.plan.task], ['classify', { type: 'regression', labels: ['y'] }]);
  const refusals: readonly [string, DataRequest, string, RegExp][] = [
    [table((_id, step) => `${step % 3}`), { task: 'classification' }, '/task', /same in all rows.*"y", which changes/],
    [table((id) => `${id % 3}`), { task: 'forecasting' }, '/task', /changes within a series.*"y", which is the same/],
    [table((_id, step) => (step % 2 ? 'odd' : 'even')), {}, '/target', /"y", which changes/],
    [table((id, step) => (step === 5 ? '' : `class ${id % 3}`)), {}, '/target', /"y", which changes/],
  ];
  for (const [csv, request, pointer, detail] of refusals)
    await assert.rejects(follow(csv, options, request), (error: AppError) => {
      assert.equal(error.problems[0]?.pointer, pointer);
      assert.match(error.problems[0]?.detail ?? '', detail);
      return true;
    });
});
