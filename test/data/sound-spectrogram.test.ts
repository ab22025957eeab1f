/** Spectrograms against librosa's, and what they are made of. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { melBandsMax, melFilters } from '../../src/data/sound/mel-filters.ts';
import { createSpectrogram, frameCount, type SpectrogramForm } from '../../src/data/sound/spectrogram.ts';

interface Case extends SpectrogramForm {
  readonly row: readonly number[];
  /** `[frames, melBands]`. */
  readonly expected: readonly (readonly number[])[];
}

const FIXTURE = path.resolve(import.meta.dirname, '../fixtures/sounds/spectrograms.json');
const CASES = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Case[];
const FORM = { sampleRate: 8000, samples: 4000, window: 200, hop: 80, melBands: 16 };

for (const each of CASES) {
  const { sampleRate, window, hop, melBands } = each;
  test(`the spectrogram of ${melBands} bands, ${window} samples every ${hop} at ${sampleRate} Hz, is librosa's`, () => {
    assert.equal(frameCount(each), each.expected.length);
    const spectrogram = spectrogramOf(each, Int16Array.from(each.row));
    for (const [index, expected] of each.expected.flat().entries()) {
      const received = spectrogram[index] as number;
      assert.ok(Math.abs(received - expected) < 2e-4, `number ${index}: ${received} for ${expected}`);
    }
  });
}

test('silence is the logarithm of the floor in every band, next to frames that are loud', () => {
  const row = new Int16Array(FORM.samples);
  row.fill(1000, 0, 10);
  const spectrogram = spectrogramOf(FORM, row);
  const silence = Math.fround(Math.log(1e-6));
  assert.ok(spectrogram.subarray(0, FORM.melBands).every((value) => value > silence));
  assert.ok(spectrogram.subarray(FORM.melBands).every((value) => value === silence));
});

test('a tone is loudest in the band around its frequency', () => {
  const row = Int16Array.from({ length: FORM.samples }, (_, at) => 8000 * Math.sin((2 * Math.PI * 1500 * at) / 8000));
  const bands = [...spectrogramOf(FORM, row).subarray(0, FORM.melBands)];
  const loudest = bands.indexOf(Math.max(...bands));
  const { first = 0, weights = [] } = melFilters(8000, 256, FORM.melBands)[loudest] ?? {};
  const [low, high] = [(first * 8000) / 256, ((first + weights.length) * 8000) / 256];
  assert.ok(low < 1500 && 1500 < high, `band of ${low} to ${high} Hz`);
});

test('no band of those that are allowed is deaf, and one more may be', () => {
  for (const [rate, size] of [
    [16_000, 512],
    [16_000, 16],
  ] as const) {
    const most = melBandsMax(rate, size);
    const isDeaf = ({ weights }: { readonly weights: Float64Array }): boolean => !weights.some((weight) => weight > 0);
    assert.ok(!melFilters(rate, size, most).some(isDeaf), `${most} bands`);
    assert.ok(melFilters(rate, size, most + 1).some(isDeaf));
  }
});

function spectrogramOf(form: SpectrogramForm, row: Int16Array): Float32Array {
  const out = new Float32Array(frameCount(form) * form.melBands);
  createSpectrogram(form)(row, out);
  return out;
}
