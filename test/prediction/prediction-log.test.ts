/** Predictions that are kept: of the models that were chosen, in the store, without anybody waiting for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loggedShare } from '../../src/prediction/index.ts';
import { createPredictionLog } from '../../src/prediction/prediction-log.ts';
import type { Manifest } from '../../src/registry/index.ts';

const manifestOf = (model: string) => ({ model, version: 2 }) as Manifest;
const INPUTS = Float32Array.of(0.5, 1);

test('only chosen models are kept, a line of JSON each, under the model and the day', async () => {
  const pieces = new Map<string, string>();
  const log = createPredictionLog({
    share: loggedShare({ predictionLog: 'digits:1, letters:0' }),
    put: async (key, text) => void pieces.set(key, text),
    onFailure: assert.fail,
  });
  for (const model of ['digits', 'letters', 'other', 'digits']) log.note(manifestOf(model), INPUTS, [[0.25, 0.75]]);
  await log.close();
  assert.equal(pieces.size, 1);
  const [[key = '', text = ''] = []] = [...pieces];
  assert.match(key, /^predictions\/digits\/\d{4}-\d\d-\d\d\/[\w-]+\.ndjson$/);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  assert.deepEqual({ ...lines[0], at: '' }, { at: '', version: 2, inputs: [0.5, 1], outputs: [[0.25, 0.75]] });
});

test('what is too much is dropped and counted, and a store that is away is told of and forgotten', async () => {
  const pieces: string[] = [];
  const failures: unknown[] = [];
  const log = createPredictionLog({
    share: () => 1,
    async put(_key, text) {
      pieces.push(text);
      throw new Error('away');
    },
    onFailure: (error) => failures.push(error),
  });
  const large = new Float32Array(65_536).fill(1 / 3);
  for (let index = 0; index < 20; index++) log.note(manifestOf('digits'), large, [[1]]);
  log.note(manifestOf('digits'), new Float32Array(70_000), [[1]]);
  await log.close();
  const lines = (pieces[0] ?? '').trimEnd().split('\n');
  const { dropped } = JSON.parse(lines.at(-1) ?? '') as { dropped: number };
  assert.equal(lines.length - 1 + dropped, 21);
  assert.ok((pieces[0] ?? '').length < 12 * 1024 * 1024);
  assert.equal(failures.length, 1);
});

test('a share is a share, and a star stands for the others', () => {
  const share = loggedShare({ predictionLog: 'digits:0.01,letters,*:.5' });
  assert.deepEqual([share('digits'), share('letters'), share('any')], [0.01, 1, 0.5]);
  assert.equal(loggedShare({ predictionLog: '' })('digits'), 0);
});
