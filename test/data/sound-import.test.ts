/** Archives of recordings to rows: what is understood of them, what is warned of, what is refused. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Archive } from '../../src/data/import/archive-reader.ts';
import { openArchive } from '../../src/data/import/archive-zip.ts';
import type { Imported, ImportTools } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importSounds } from '../../src/data/import/sounds.ts';
import { decodeWav } from '../../src/data/sound/wav.ts';
import { AppError } from '../../src/errors.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/sounds');
const LIMITS = {
  ...{ memoryBytesMax: 2 ** 26, expandedBytesMax: 2 ** 26, archiveFilesMax: 1000, rowsMax: 1000, columnsMax: 100 },
};

describe('recordings in class folders', () => {
  test('become rows of the most frequent rate and the longest usual length, with their classes', async () => {
    const { imported, output } = await importZip('tones.zip', {});
    assert.deepEqual(imported.content, {
      ...{ form: 'array', shape: [2400], type: 'int16', sampleRate: 8000 },
      targets: { kind: 'classes', labels: ['high', 'low'], counts: [8, 9], numeric: false },
    });
    assert.equal(imported.kind, 'audio');
    assert.equal(imported.rows, 17);
    const inputs = await numbersIn(path.join(output, 'inputs.bin'), Int16Array);
    assert.equal(inputs.length, 17 * 2400);
    assert.deepEqual(
      [...(await numbersIn(path.join(output, 'targets.bin'), Int32Array))],
      [...Array(8).fill(0), ...Array(9).fill(1)],
    );
    // The last file is the long one, kept as it was recorded.
    assert.ok(inputs.subarray(16 * 2400 + 2000).some((sample) => sample !== 0));
    assert.ok(inputs.subarray(15 * 2400 + 800, 16 * 2400).every((sample) => sample === 0));
  });

  test('are cut and resampled as the options say, and the user is told', async () => {
    const { imported, output } = await importZip('tones.zip', { seconds: 0.1, sampleRate: 4000 });
    assert.deepEqual(imported.content.form === 'array' && imported.content.shape, [400]);
    assert.equal((await fs.stat(path.join(output, 'inputs.bin'))).size, 17 * 400 * 2);
    assert.deepEqual(imported.warnings, [
      '2 classes have fewer than 10 recordings: "high", "low".',
      // 350 Hz is there twice.
      '1 of 17 recordings is the same as another.',
      '1 of 17 recordings is longer than 0.1 s and cut at the end.',
      '2 of 17 recordings are shorter than 0.1 s and padded with silence at the end.',
      '17 of 17 recordings are of another sample rate and resampled to 4000 Hz.',
    ]);
  });

  test('of a higher rate than 16 kHz are brought down to it', async () => {
    const { imported } = await importFiles({ 'a/1.wav': 'tones44100.wav', 'b/1.wav': 'tones44100.wav' }, {});
    assert.equal(imported.content.form === 'array' && imported.content.sampleRate, 16_000);
    assert.deepEqual(imported.content.form === 'array' && imported.content.shape, [800]);
  });
});

test('a list of labels names the classes; silence, clipping and repetition are warned of', async () => {
  const { imported } = await importZip('listed.zip', {});
  assert.deepEqual(imported.content.form === 'array' && imported.content.targets, {
    ...{ kind: 'classes', labels: ['off', 'on'], counts: [1, 3], numeric: false },
  });
  assert.deepEqual(imported.warnings.slice(-3), [
    '1 of 4 recordings is silent.',
    '1 of 4 recordings is clipped: louder than their format holds.',
    '1 of 4 recordings is the same as another.',
  ]);
});

test('a row holds the very samples of its file', async () => {
  const { output } = await importFiles({ 'a/1.wav': 'pcm16.wav', 'b/1.wav': 'stereo.wav' }, {});
  const rows = await numbersIn(path.join(output, 'inputs.bin'), Int16Array);
  const { samples } = decodeWav(readFileSync(path.join(FOLDER, 'pcm16.wav')), 1, () => new AppError('ERR_DATA', ''));
  assert.deepEqual([...rows.subarray(0, 240)], [...samples.map((sample) => sample * 32_768)]);
});

describe('an archive is refused, and its file named', () => {
  test('where a file is no WAV file, is compressed or is damaged', async () => {
    const refused = (file: string): Promise<unknown> => importFiles({ 'a/1.wav': 'pcm16.wav', 'b/2.wav': file }, {});
    await rejects(refused('make.sh'), /Expected a WAV file \("RIFF", "WAVE"\) in "b\/2\.wav"\. Received: another file/);
    await rejects(refused('gsm.wav'), /plain samples .*in "b\/2\.wav"\. Received: one compressed as GSM/);
  });

  test('where its rows would take more room than there is: short recordings, a long row', async () => {
    const small = { ...LIMITS, expandedBytesMax: 100_000 };
    await rejects(
      importZip('tones.zip', { seconds: 1 }, small),
      /at most 100000 bytes of samples\. Received: 17 recor/,
    );
    await rejects(importZip('tones.zip', { seconds: 600, sampleRate: 192_000 }), /bytes of memory at most/);
    await rejects(importZip('tones.zip', {}, { ...LIMITS, rowsMax: 16 }), /at most 16 recordings\. Received: 17/);
    await rejects(
      importZip('tones.zip', {}, { ...LIMITS, memoryBytesMax: 8000 }),
      /at most 1000 bytes.*"high\/1\.wav"/,
    );
  });

  test('where an option means nothing for sounds', async () => {
    await rejects(importZip('tones.zip', { delimiter: ';' }), /only kind, sampleRate, seconds for sounds.*delimiter/);
    await rejects(
      importZip('tones.zip', { kind: 'image' }),
      /"audio" for recordings in \/options\/kind\. Received: "image"/,
    );
  });

  test('once it is cancelled', async () => {
    await assert.rejects(importZip('tones.zip', {}, LIMITS, AbortSignal.abort()), { code: 'ERR_CANCELLED' });
  });
});

async function importZip(
  name: string,
  options: ImportOptions,
  limits = LIMITS,
  signal = new AbortController().signal,
): Promise<{ imported: Imported; output: string }> {
  const archive = await openArchive({ name, path: path.join(FOLDER, name) }, limits);
  try {
    return await importWith(archive, options, limits, signal);
  } finally {
    archive.close();
  }
}

/** Files of the fixtures under the paths of an archive. */
function importFiles(
  files: Readonly<Record<string, string>>,
  options: ImportOptions,
): Promise<{ imported: Imported; output: string }> {
  const bytesOf = (name: string): Buffer => readFileSync(path.join(FOLDER, files[name] ?? ''));
  const archive: Archive = {
    entries: Object.keys(files).map((name) => ({ path: name, bytes: bytesOf(name).length })),
    read: async (entry) => bytesOf(entry.path),
    close: () => undefined,
  };
  return importWith(archive, options, LIMITS, new AbortController().signal);
}

async function importWith(
  archive: Archive,
  options: ImportOptions,
  limits: typeof LIMITS,
  signal: AbortSignal,
): Promise<{ imported: Imported; output: string }> {
  const output = await makeTemporaryFolder();
  const scratch = await makeTemporaryFolder();
  const tools: ImportTools = { output, scratch, limits, signal, progress: () => undefined };
  return { imported: await importSounds(archive, { files: [], options }, tools), output };
}

async function numbersIn<T>(file: string, type: new (buffer: ArrayBuffer) => T): Promise<T> {
  return new type(Uint8Array.from(await fs.readFile(file)).buffer);
}

function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(promise, (error) => {
    assert.ok(error instanceof AppError && error.code === 'ERR_DATA', String(error));
    assert.match(error.message, message);
    return true;
  });
}
