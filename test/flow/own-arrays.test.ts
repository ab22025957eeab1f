/** Arrays, pictures and sounds of one's own, from a file to a prediction of what was never a tensor. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Json } from '../support/client.ts';
import { assertNear, likeliest, type OwnData, share, startOwnData } from '../support/own-data.ts';

const TRAINING = { epochs: 20, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.01 }, seed: 7 };
const SIDE = 8;

let service: OwnData;

before(
  async () => {
    service = await startOwnData();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const fixture = (name: string): Promise<Buffer> =>
  fs.readFile(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)));
const base64 = (bytes: Buffer) => ({ b64: bytes.toString('base64') });

/** Pixels of a picture with a bar at row or column 3, as the fixtures have them. */
function bar(standing: boolean): number[][] {
  return Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_, x) => ((standing ? x : y) === 3 ? 255 : 20)),
  );
}

function picture(pixels: number[][], format: 'png' | 'jpeg' | 'webp', side = SIDE): Promise<Buffer> {
  const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
  return sharp(Uint8Array.from(pixels.flat()), { raw })
    .resize(side, side, { kernel: 'nearest' })
    .toFormat(format)
    .toBuffer();
}

test('a pair of .npy files with labels of text is learnt, and asked in JSON and CSV', { timeout: 60_000 }, async () => {
  const dataset = await service.upload('points', ['flow/inputs.npy', 'flow/labels.npy']);
  assert.deepEqual([dataset.kind, dataset.rows, dataset.schema], ['tensor', 120, { shape: [3], type: 'float32' }]);
  assert.deepEqual(
    dataset.classes.map(({ label }: Json) => label),
    ['left', 'right'],
  );
  const { version } = await service.learn({ dataset: 'points', training: TRAINING });
  assert.deepEqual(
    [version.task, version.labels, version.preprocessing.kind],
    ['classification', ['left', 'right'], 'tensor'],
  );
  const instances = [
    [200, 300, 300],
    [400, 300, 300],
  ];
  assert.deepEqual(likeliest(version, await service.ask('points', { instances })), ['left', 'right']);
  for (const header of ['', 'x,y,z\n']) {
    const answers = await service.ask('points', `${header}200,300,300\n400,300,300\n`, 'text/csv');
    assert.deepEqual(
      answers.map(({ label }) => label),
      ['left', 'right'],
    );
  }
});

test('.npz of several numbers a row is a regression in their units', { timeout: 60_000 }, async () => {
  await service.upload('sums', ['flow/sums.npz']);
  const { version } = await service.learn({ dataset: 'sums', training: TRAINING });
  assert.equal(version.task, 'regression');
  const [outputs] = await service.ask('sums', { instances: [[320, 280, 300]] });
  assert.ok(Math.abs(outputs[0] - 900) < 60 && Math.abs(outputs[1] - 40) < 60, JSON.stringify(outputs));
  const [{ values }] = await service.ask('sums', '320,280,300', 'text/csv');
  for (const [index, label] of version.labels.entries()) assertNear(values[label], outputs[index]);
});

test('pictures of an .npz are asked as numbers, as files, in base64, and large ones are fitted', {
  timeout: 60_000,
}, async () => {
  const dataset = await service.upload('bars', ['flow/bars.npz']);
  assert.deepEqual([dataset.kind, dataset.schema], ['image', { height: 8, width: 8, channels: 1 }]);
  const augment = { flip: 'both', translation: 0.1 };
  const { version, plan } = await service.learn({ dataset: 'bars', training: { ...TRAINING, augment } });
  assert.ok(plan.layers.some(({ type }: Json) => type === 'conv2d'));
  assert.deepEqual(version.labels, ['0', '1']);
  const files = await Promise.all([false, true].map((standing) => picture(bar(standing), 'png')));
  const expected = await service.ask('bars', { instances: [bar(false), bar(true)] });
  assert.deepEqual(likeliest(version, expected), ['0', '1']);
  assert.deepEqual(await service.ask('bars', { instances: files.map(base64) }), expected);
  assert.deepEqual(
    await service.ask('bars', { instances: [bar(false).flat(), bar(true).map((row) => row.map((pixel) => [pixel]))] }),
    expected,
  );
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const [answer] = await service.ask('bars', await picture(bar(true), format, 64), `image/${format}`);
    assert.equal(answer.label, '1', format);
    assert.equal(answer.top.length, 2);
  }
  const [same] = await service.ask('bars', files[1] as Buffer, 'image/png');
  assertNear(same.probability, expected[1][1]);
});

test('pictures in gzipped IDX files bring a part to test with', { timeout: 60_000 }, async () => {
  const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
  const dataset = await service.upload(
    'idx',
    names.map((name) => `flow/${name}-ubyte.gz`),
  );
  assert.deepEqual([dataset.kind, dataset.rows], ['image', { train: 80, test: 20 }]);
  const { version, job } = await service.learn({ dataset: 'idx', training: TRAINING });
  assert.equal(job.evaluation.examples, 20);
  assert.ok(job.evaluation.accuracy > 0.9, JSON.stringify(job.evaluation));
  assert.deepEqual(likeliest(version, await service.ask('idx', { instances: [bar(true), bar(false)] })), ['1', '0']);
});

test('a ZIP of PNGs in folders of parts and classes is learnt, and a coloured picture asked', {
  timeout: 60_000,
}, async () => {
  const dataset = await service.upload('photos', ['flow/bars.zip']);
  assert.deepEqual([dataset.kind, dataset.rows, dataset.schema.channels], ['image', { train: 80, test: 20 }, 3]);
  const { job } = await service.learn({ dataset: 'photos', training: TRAINING });
  assert.ok(job.evaluation.accuracy > 0.9, JSON.stringify(job.evaluation));
  const { body } = await service.client.get('/v1/datasets/photos/rows?part=test&limit=20');
  assert.equal(body.data.length, 20);
  const sent = body.data.map(({ image }: Json) => Buffer.from(image.replace(/^.*,/, ''), 'base64')) as Buffer[];
  const answers = await Promise.all(sent.map((bytes) => service.ask('photos', bytes, 'image/png')));
  assert.ok(share(answers, ([{ label }], index) => label === body.data[index].label) > 0.9, JSON.stringify(answers));
});

test('a ZIP of WAVs is learnt, and a recording asked as a file, in base64, as samples', {
  timeout: 60_000,
}, async () => {
  const dataset = await service.upload('tones', ['sounds/tones.zip']);
  assert.deepEqual([dataset.kind, dataset.rows, dataset.schema.sampleRate], ['audio', 17, 8000]);
  const { version, plan } = await service.learn({
    dataset: 'tones',
    training: { ...TRAINING, augment: { shift: 0.1, noise: 0.1 } },
  });
  assert.ok(plan.layers.some(({ type }: Json) => type === 'conv2d'));
  assert.deepEqual(version.labels, ['high', 'low']);
  const tone = (hertz: number) =>
    Array.from({ length: 800 }, (_, index) => Math.sin((index * hertz * 2 * Math.PI) / 8000) / 2);
  const expected = await service.ask('tones', { instances: [tone(2400), tone(260)] });
  assert.deepEqual(likeliest(version, expected), ['high', 'low']);
  const wav = await fixture('sounds/pcm16.wav');
  const [answer] = await service.ask('tones', wav, 'audio/wav');
  const [same] = await service.ask('tones', { instances: [base64(wav)] });
  assertNear(answer.probability, Math.max(...same));
  const [other] = await service.ask('tones', await fixture('sounds/stereo.wav'), 'audio/x-wav');
  assert.equal(other.top.length, 2);
});
