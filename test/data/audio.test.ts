/** Sounds from a dataset to what a network sees: planned, prepared in memory and in a file, and predicted to the same bits. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Archive } from '../../src/data/import/archive-reader.ts';
import { openArchive } from '../../src/data/import/archive-zip.ts';
import { importSounds } from '../../src/data/import/sounds.ts';
import type { DatasetManifest } from '../../src/data/manifest.ts';
import { planAudio } from '../../src/data/planning/audio.ts';
import { prepareAudio } from '../../src/data/preparation/audio.ts';
import type { Prepared } from '../../src/data/prepared.ts';
import { type AudioPreprocessing, audioKind } from '../../src/data/preprocessing/audio.ts';
import { openRows } from '../../src/data/row-array.ts';
import { AppError } from '../../src/errors.ts';
import type { AudioPlan, DataRequest } from '../../src/models/specification/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ZIP = path.resolve(import.meta.dirname, '../fixtures/sounds/tones.zip');
const SEED = 5;
const ROWS = 17;
const LIMITS = {
  ...{ memoryBytesMax: 2 ** 26, expandedBytesMax: 2 ** 26, archiveFilesMax: 1000, rowsMax: 1000, columnsMax: 100 },
};

let archive: Archive;
let dataset: Dataset;
before(async () => {
  archive = await openArchive({ name: 'tones.zip', path: ZIP }, LIMITS);
  dataset = await importDataset(archive);
});
after(() => archive.close());

describe('a plan for sounds', () => {
  test('is a spectrogram that a convolution can take, whatever the length', () => {
    assert.deepEqual(planOf({}).inputShape, [32, 64, 1]);
    const lengths = [
      { seconds: 0.3, frames: 32 },
      { seconds: 1, frames: 98 },
      { seconds: 10, frames: 199 },
      { seconds: 60, frames: 199 },
    ];
    for (const { seconds, frames } of lengths) {
      const plan = planOf({}, { shape: [seconds * 16_000], sampleRate: 16_000 });
      assert.deepEqual(plan.inputShape, [frames, 64, 1], `${seconds} s`);
    }
    const { window, hop } = planOf({}, { shape: [16_000], sampleRate: 16_000 });
    assert.deepEqual([window, hop], [400, 160]);
  });

  test('follows what a job asks for', () => {
    const plan = planOf({ preprocessing: { seconds: 0.1, window: 256, hop: 64, melBands: 20 } });
    const { inputShape, sampleRate, samples, window, hop, melBands, task, split } = plan;
    assert.deepEqual(
      { inputShape, sampleRate, samples, window, hop, melBands },
      {
        ...{ inputShape: [9, 20, 1], sampleRate: 8000, samples: 800, window: 256, hop: 64, melBands: 20 },
      },
    );
    assert.deepEqual(task, { type: 'classification', labels: ['high', 'low'] });
    assert.equal(split.by, 'stratified');
  });

  test('refuses what cannot be, and says where', () => {
    const cases: readonly [DataRequest, string][] = [
      [{ preprocessing: { seconds: 1 } }, '/preprocessing/seconds'],
      [{ preprocessing: { window: 5000 } }, '/preprocessing/window'],
      [{ preprocessing: { window: 100, hop: 200 } }, '/preprocessing/hop'],
      [{ preprocessing: { window: 64, melBands: 300 } }, '/preprocessing/melBands'],
      [{ preprocessing: { tokens: 'words' } }, '/preprocessing/tokens'],
      [{ target: 'label' }, '/target'],
    ];
    for (const [request, pointer] of cases) {
      assert.throws(
        () => planOf(request),
        (error) => error instanceof AppError && error.problems[0]?.pointer === pointer,
        pointer,
      );
    }
    const long = { shape: [16_000 * 60], sampleRate: 16_000 };
    assert.throws(() => planOf({ preprocessing: { hop: 1 } }, long), /at most 1048576 numbers/);
  });
});

describe('prepared sounds', () => {
  test('are standardized by the training rows alone', async () => {
    const prepared = await prepare(2 ** 26);
    const { examples, parts } = prepared;
    const size = 32 * 64;
    const values = [...parts.training].flatMap((row) => [
      ...(examples.numbers?.subarray(row * size, (row + 1) * size) ?? []),
    ]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.equal(values.length, parts.training.length * size);
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-4, `mean ${mean}, variance ${variance}`);
    assert.deepEqual(examples.targets.kind === 'classes' && [...examples.targets.values].slice(6, 10), [0, 0, 1, 1]);
    prepared.close();
  });

  test('are the same from a file as from memory', async () => {
    const inMemory = await prepare(2 ** 26);
    const inFile = await prepare(1000);
    assert.ok(inMemory.examples.numbers && !inFile.examples.numbers);
    assert.deepEqual(inFile.preprocessing, inMemory.preprocessing);
    assert.deepEqual(inFile.parts, inMemory.parts);
    assert.deepEqual(allInputs(inFile), allInputs(inMemory));
    inMemory.close();
    inFile.close();
  });

  test('stop promptly when the job is cancelled', async () => {
    const tools = { memoryBytesMax: 2 ** 26, workspace: await makeTemporaryFolder(), log: () => undefined };
    const stopped = prepareAudio(dataset, planOf({}), SEED, { ...tools, signal: AbortSignal.abort() });
    await assert.rejects(stopped, { code: 'ERR_CANCELLED' });
  });
});

describe('a predicted sound', () => {
  test('is to the bit what was trained with: as a file, in base64, and as samples', async () => {
    const prepared = await prepare(2 ** 26);
    const preprocessing = throughJson(prepared.preprocessing as AudioPreprocessing);
    const inputs = allInputs(prepared);
    const size = inputs.length / ROWS;
    const { inputs: rows } = await dataset.arrays(2 ** 26);
    for (const [row, entry] of archive.entries.entries()) {
      const expected = inputs.slice(row * size, (row + 1) * size);
      const file = await archive.read(entry);
      assert.deepEqual(await audioKind.encodeFile(preprocessing, file, 'audio/wav', 1), expected, entry.path);
      const samples = Array.from(rows.row(row), (sample) => sample / 32_768);
      const instances = [{ b64: file.toString('base64') }, samples];
      const encoded = await audioKind.encodeInstances(preprocessing, throughJson(instances));
      assert.deepEqual(encoded.slice(0, size), expected, entry.path);
      assert.deepEqual(encoded.slice(size), expected, entry.path);
    }
    prepared.close();
  });

  test('that is no sound is refused, and its place named', async () => {
    const form = { kind: 'audio', sampleRate: 8000, samples: 2400, window: 200, hop: 80, melBands: 16 } as const;
    const preprocessing = { ...form, mean: 0, deviation: 1 };
    const cases: readonly [unknown, RegExp][] = [
      ['text', /\{"b64": "…"\} with a WAV file.* at instances\[1\]\. Received: "text"/],
      [{ b64: 7 }, /at instances\[1\]/],
      [{ b64: 'AAAA' }, /a WAV file \("RIFF", "WAVE"\) at instances\[1\]\. Received: 3 bytes/],
      [[], /at least one sample at instances\[1\]/],
      [[0, 0.5, 2], /a sample from -1 to 1 at instances\[1\]\[2\]\. Received: 2/],
      [[0, null], /a sample from -1 to 1 at instances\[1\]\[1\]/],
      [[[0.5]], /a sample from -1 to 1 at instances\[1\]\[0\]/],
    ];
    for (const [instance, expected] of cases) {
      const encoding = audioKind.encodeInstances(preprocessing, [[0.5], instance]);
      await assert.rejects(encoding, (error) => error instanceof AppError && expected.test(error.message));
    }
    const file = audioKind.encodeFile(preprocessing, readFileSync(ZIP), 'audio/wav', 1);
    await assert.rejects(file, { code: 'ERR_INSTANCES' });
    const many = { ...preprocessing, samples: 160_000, hop: 10, melBands: 512, window: 16_384 };
    await assert.rejects(audioKind.encodeInstances(many, Array(100).fill([0.1])), /at most \d sounds at instances/);
  });
});

function planOf(request: DataRequest, content: { shape?: number[]; sampleRate?: number } = {}): AudioPlan {
  const { manifest } = dataset;
  const changed = { ...manifest, content: { ...manifest.content, ...content } } as DatasetManifest;
  return planAudio(changed, { request, validation: 0.2 }) as AudioPlan;
}

async function prepare(memoryBytesMax: number): Promise<Prepared> {
  const workspace = await makeTemporaryFolder();
  const { signal } = new AbortController();
  return prepareAudio(dataset, planOf({}), SEED, { memoryBytesMax, workspace, signal, log: () => undefined });
}

function allInputs({ examples }: Prepared): Float32Array {
  const out = new Float32Array(ROWS * 32 * 64);
  examples.writeInputs(
    Uint32Array.from({ length: ROWS }, (_, row) => row),
    0,
    ROWS,
    out,
  );
  return out;
}

async function importDataset(source: Archive): Promise<Dataset> {
  const output = await makeTemporaryFolder();
  const scratch = await makeTemporaryFolder();
  const tools = { output, scratch, limits: LIMITS, signal: new AbortController().signal, progress: () => undefined };
  const imported = await importSounds(source, { files: [], options: {} }, tools);
  const manifest = { format: 1, name: 'tones', createdAt: '', digest: '', bytes: 0, ...imported } as const;
  const targets = new Int32Array(Uint8Array.from(await fs.readFile(path.join(output, 'targets.bin'))).buffer);
  return {
    manifest,
    arrays: async (memoryBytesMax) => ({
      inputs: openRows(path.join(output, 'inputs.bin'), 'int16', 2400, memoryBytesMax),
      targets,
    }),
    table: () => Promise.reject(new Error('Expected no table. Received: a call.')),
  };
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
