/** WAV files of sox to samples; files that are damaged, lie, or are something else to errors that say what. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { decodeForRow, soundRow } from '../../src/data/sound/sound-row.ts';
import { decodeWav } from '../../src/data/sound/wav.ts';
import { AppError } from '../../src/errors.ts';
import { randomStream } from '../../src/random.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/sounds');
const ALL = 600;

describe('a WAV file', () => {
  const files = ['pcm8', 'pcm16', 'pcm24', 'pcm32', 'float32', 'float64', 'stereo'];
  for (const name of files) {
    test(`of sox, ${name}, gives the samples that sox reads`, () => {
      const { samples, sampleRate } = decodeWav(fileOf(`${name}.wav`), ALL, refuse);
      assert.equal(sampleRate, 8000);
      assertNear(samples, numbersOf(`${name}.f32`), 1e-7);
    });
  }

  test('that sox wrote into a pipe, where its sizes are unknown, is read to its end', () => {
    assert.deepEqual(decodeWav(fileOf('piped.wav'), ALL, refuse), decodeWav(fileOf('pcm16.wav'), ALL, refuse));
  });

  test('is read past chunks of odd length that nobody knows, and from any offset in memory', () => {
    const bytes = wav({ before: [chunk('LIST', Buffer.from('odd'))] });
    const shifted = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    assert.deepEqual([...decodeWav(shifted, ALL, refuse).samples], [0, 0.5, -1]);
  });

  test('is read only as far as it is wanted', () => {
    assert.equal(decodeWav(fileOf('pcm16.wav'), 0.01, refuse).samples.length, 80);
  });

  test('loses a last frame that is not whole', () => {
    assert.equal(decodeWav(wav({ data: Buffer.alloc(5) }), ALL, refuse).samples.length, 2);
  });
});

describe('what is no WAV file of plain samples', () => {
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['µ-law', fileOf('mulaw.wav'), /compressed as µ-law/],
    ['A-law', fileOf('alaw.wav'), /compressed as A-law/],
    ['ADPCM', fileOf('adpcm.wav'), /compressed as IMA ADPCM/],
    ['GSM', fileOf('gsm.wav'), /compressed as GSM/],
    ['nothing', new Uint8Array(0), /Received: 0 bytes/],
    ['an Ogg file', Buffer.from('OggS and something more'), /Received: an Ogg file/],
    ['RF64', Buffer.from('RF64\xff\xff\xff\xffWAVEds64', 'latin1'), /Received: an RF64 file/],
    ['a file that is cut off', fileOf('pcm16.wav').subarray(0, 200), /480 bytes in chunk "data".*cut off/],
    ['a header that is cut off', fileOf('pcm16.wav').subarray(0, 30), /16 bytes in chunk "fmt ".*cut off/],
    ['a file without samples', wav({ data: Buffer.alloc(0) }), /without samples/],
    ['a file without a data chunk', wav({ data: undefined }), /a "data" chunk.*Received: none/],
    ['samples before their format', Buffer.concat([riff(), chunk('data', Buffer.alloc(4))]), /a "fmt " chunk/],
    ['no channel', wav({ channels: 0 }), /1 to 64 channels.*Received: 0/],
    ['a thousand channels', wav({ channels: 1000 }), /1 to 64 channels.*Received: 1000/],
    ['no sample rate', wav({ rate: 0 }), /a sample rate from 1000 to 192000 Hz.*Received: 0/],
    ['12 bits', wav({ bits: 12 }), /8, 16, 24, 32 bits.*Received: 12/],
    ['a lying frame size', wav({ frameBytes: 4 }), /2 bytes for 1 samples of 16 bits.*Received: 4/],
    ['NaN', wav({ format: 3, bits: 32, data: Buffer.from(Float32Array.of(0, Number.NaN).buffer) }), /NaN at sample 2/],
    [
      'infinity',
      wav({ format: 3, bits: 64, data: Buffer.from(Float64Array.of(1e300).buffer) }),
      /finite.*Infinity at sample 1/,
    ],
  ];
  for (const [name, bytes, expected] of cases) {
    test(`is refused: ${name}`, () => {
      assert.throws(
        () => decodeWav(bytes, ALL, refuse),
        (error) => error instanceof AppError && expected.test(error.message),
      );
    });
  }

  test('is refused or read, and never anything else, whatever its bytes are', () => {
    const random = randomStream(3, 'damaged sounds');
    for (let round = 0; round < 3000; round++) {
      const bytes = Uint8Array.from(fileOf(round % 2 === 0 ? 'stereo.wav' : 'pcm24.wav'));
      const until = round % 3 === 0 ? bytes.length : 80;
      for (let change = 0; change < 3; change++) bytes[random.below(until)] = random.below(256);
      const kept = bytes.subarray(0, round % 5 === 0 ? random.below(bytes.length) : bytes.length);
      try {
        soundRow(decodeForRow(kept, FORM, refuse), FORM);
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
      }
    }
  });
});

const FORM = { sampleRate: 4000, samples: 100 };

describe('a row', () => {
  test('holds 16-bit samples as they are, and silence after their end', () => {
    const row = soundRow(decodeForRow(fileOf('pcm16.wav'), { ...FORM, sampleRate: 8000, samples: 300 }, refuse), {
      ...{ sampleRate: 8000, samples: 300 },
    });
    const bytes = fileOf('pcm16.wav').subarray(44);
    assert.deepEqual(row.subarray(0, 240), new Int16Array(Uint8Array.from(bytes).buffer));
    assert.ok(row.subarray(240).every((sample) => sample === 0));
  });

  test('clips what is louder than it can hold', () => {
    const row = soundRow(
      { sampleRate: 8000, samples: Float32Array.of(1, 2, -1, -3, 0.5) },
      { sampleRate: 8000, samples: 5 },
    );
    assert.deepEqual([...row], [32_767, 32_767, -32_768, -32_768, 16_384]);
  });

  test('does not depend on how much of a file follows it', () => {
    const short = soundRow(decodeForRow(fileOf('tones44100.wav'), { sampleRate: 16_000, samples: 100 }, refuse), {
      ...{ sampleRate: 16_000, samples: 100 },
    });
    const long = soundRow(decodeWav(fileOf('tones44100.wav'), ALL, refuse), { sampleRate: 16_000, samples: 800 });
    assert.deepEqual(short, long.subarray(0, 100));
  });
});

describe('a sound at another rate', () => {
  for (const rate of [16_000, 48_000]) {
    test(`of 44100 Hz at ${rate} Hz is what sox makes of it`, () => {
      const row = soundRow(decodeWav(fileOf('tones44100.wav'), ALL, refuse), { sampleRate: rate, samples: rate / 20 });
      assertNear(
        Float32Array.from(row, (value) => value / 32_768),
        numbersOf(`tones${rate}.f32`),
        2e-3,
      );
    });
  }

  test('has its rate and length, and what it cannot hold is gone', () => {
    const high = Float32Array.from({ length: 8000 }, (_, at) => Math.sin((2 * Math.PI * 5000 * at) / 16_000));
    const row = soundRow({ sampleRate: 16_000, samples: high }, { sampleRate: 8000, samples: 4000 });
    const loudest = Math.max(...row.subarray(100, 3900).map(Math.abs));
    assert.ok(loudest < 32_768 / 1000, `5 kHz at 8 kHz: ${loudest}`);
  });

  test('is exact to 60 dB for rates without a common divisor', () => {
    const [from, to] = [15_991, 11_003];
    const samples = Float32Array.from({ length: from }, (_, at) => Math.sin((2 * Math.PI * 1000 * at) / from) / 2);
    const row = soundRow({ sampleRate: from, samples }, { sampleRate: to, samples: to });
    for (let at = 100; at < to - 100; at++) {
      const expected = Math.sin((2 * Math.PI * 1000 * at) / to) / 2;
      assert.ok(Math.abs((row[at] as number) / 32_768 - expected) < 1e-3, `sample ${at}`);
    }
  });
});

function refuse(expected: string, received: string): AppError {
  return new AppError('ERR_DATA', `Expected ${expected}. Received: ${received}.`);
}

function fileOf(name: string): Buffer {
  return readFileSync(path.join(FOLDER, name));
}

function numbersOf(name: string): Float32Array {
  const bytes = fileOf(name);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function assertNear(received: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(received.length, expected.length);
  const worst = received.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] as number))), 0);
  assert.ok(worst <= tolerance, `off by ${worst}`);
}

interface WavParts {
  readonly format?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly frameBytes?: number;
  readonly before?: readonly Buffer[];
  readonly data?: Buffer | undefined;
}

/** A file as its parts say, right or wrong; the samples 0, 0.5 and −1 unless others are given. */
function wav(parts: WavParts): Buffer {
  const { format = 1, channels = 1, rate = 8000, bits = 16, before = [] } = parts;
  const data = 'data' in parts ? parts.data : Buffer.from(Int16Array.of(0, 16_384, -32_768).buffer);
  const header = Buffer.alloc(16);
  header.writeUInt16LE(format, 0);
  header.writeUInt16LE(channels, 2);
  header.writeUInt32LE(rate, 4);
  header.writeUInt16LE(parts.frameBytes ?? (channels * bits) >> 3, 12);
  header.writeUInt16LE(bits, 14);
  return Buffer.concat([riff(), ...before, chunk('fmt ', header), ...(data ? [chunk('data', data)] : [])]);
}

function riff(): Buffer {
  return Buffer.from('RIFF\0\0\0\0WAVE');
}

function chunk(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}
