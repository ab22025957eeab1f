/**
 * The frame of a WAV file: which chunk says how samples are written, and which holds them. Knows nothing of what the samples
 * mean. Written here because the small parsers of npm trust what a file says of itself: `node-wav` throws RangeErrors at odd
 * offsets and reads past lying sizes, `wavefile` keeps every sample as a JavaScript number.
 */
import type { AppError } from '../../errors.ts';

export interface WavFormat {
  readonly encoding: 'integer' | 'float';
  /** 8, 16, 24 or 32 of integers; 32 or 64 of floats. */
  readonly bits: number;
  readonly channels: number;
  /** In Hz. */
  readonly sampleRate: number;
  /** One number of each channel. */
  readonly frameBytes: number;
  /** Whole frames: where they lie in the file. */
  readonly frames: number;
  readonly dataOffset: number;
}

/** Says no, in the words of whoever asked: with a file's name, or a place among instances. */
export type Refuse = (expected: string, received: string) => AppError;

const CHANNELS_MAX = 64;
const RATE_MIN = 1000;
const RATE_MAX = 192_000;
/** Of a file that was written into a pipe, nobody came back to fill in the size: sox leaves this or more, others all ones. */
const UNKNOWN_SIZE_MIN = 0x7fff_0000;
const EXTENSIBLE = 0xfffe;
/** The last 14 bytes of a subformat that stands for a plain format number. */
const SUBFORMAT_END = '000000001000800000aa00389b71';
const INTEGER_BITS: readonly number[] = [8, 16, 24, 32];
const FLOAT_BITS: readonly number[] = [32, 64];
const COMPRESSED: Readonly<Record<number, string>> = {
  ...{ 2: 'Microsoft ADPCM', 6: 'A-law', 7: 'µ-law', 17: 'IMA ADPCM', 49: 'GSM', 80: 'MPEG', 85: 'MP3' },
};

/** @throws what `refuse` makes, if the bytes are no WAV file of plain samples, or one that is cut off. */
export function readWavFormat(bytes: Uint8Array, refuse: Refuse): WavFormat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [magic, form] = [textAt(view, 0), textAt(view, 8)];
  if (magic !== 'RIFF' || form !== 'WAVE') {
    const known = { RF64: 'an RF64 file', RIFX: 'a big-endian RIFX file', OggS: 'an Ogg file', fLaC: 'a FLAC file' };
    const received = Object.entries(known).find(([name]) => name === magic)?.[1] ?? 'another file';
    throw refuse('a WAV file ("RIFF", "WAVE")', bytes.length < 12 ? `${bytes.length} bytes` : received);
  }
  const { format, data } = findChunks(view, refuse);
  if (!format) throw refuse('a "fmt " chunk before the samples of a WAV file', 'none');
  if (!data) throw refuse('a "data" chunk', 'none');
  const read = readFormat(view, format, refuse);
  const frames = Math.floor(data.bytes / read.frameBytes);
  if (frames === 0) throw refuse('a sound of at least one sample', 'a WAV file without samples');
  return { ...read, frames, dataOffset: data.offset };
}

interface Chunk {
  readonly offset: number;
  readonly bytes: number;
}

/** The first of each; the size that the file says of itself is not believed, nor needed. */
function findChunks(view: DataView, refuse: Refuse): { format: Chunk | undefined; data: Chunk | undefined } {
  let format: Chunk | undefined;
  // A chunk of odd length is followed by a byte that is no part of it. Every turn goes on by 8 bytes at least.
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const name = textAt(view, at);
    const said = view.getUint32(at + 4, true);
    const offset = at + 8;
    const left = view.byteLength - offset;
    const bytes = name === 'data' && said >= UNKNOWN_SIZE_MIN ? Math.min(said, left) : said;
    if (bytes > left && (name === 'data' || name === 'fmt ')) {
      throw refuse(`${said} bytes in chunk "${name}" of a WAV file`, `${left}: the file is cut off`);
    }
    if (name === 'data') return { format, data: { offset, bytes } };
    if (name === 'fmt ') format ??= { offset, bytes };
    at = offset + bytes + (bytes % 2);
  }
  return { format, data: undefined };
}

function readFormat(
  view: DataView,
  { offset, bytes }: Chunk,
  refuse: Refuse,
): Omit<WavFormat, 'frames' | 'dataOffset'> {
  if (bytes < 16) throw refuse('at least 16 bytes in chunk "fmt " of a WAV file', `${bytes}`);
  const number = formatNumber(view, { offset, bytes }, refuse);
  const channels = view.getUint16(offset + 2, true);
  const sampleRate = view.getUint32(offset + 4, true);
  const frameBytes = view.getUint16(offset + 12, true);
  const bits = view.getUint16(offset + 14, true);
  if (number !== 1 && number !== 3) {
    const name = COMPRESSED[number] ?? `format ${number}`;
    throw refuse('a WAV file of plain samples (PCM, or floats)', `one compressed as ${name}`);
  }
  const allowed = number === 1 ? INTEGER_BITS : FLOAT_BITS;
  if (!allowed.includes(bits)) throw refuse(`samples of ${allowed.join(', ')} bits`, `${bits} bits`);
  if (channels < 1 || channels > CHANNELS_MAX) {
    throw refuse(`1 to ${CHANNELS_MAX} channels`, `${channels}`);
  }
  if (sampleRate < RATE_MIN || sampleRate > RATE_MAX) {
    throw refuse(`a sample rate from ${RATE_MIN} to ${RATE_MAX} Hz`, `${sampleRate}`);
  }
  if (frameBytes !== (channels * bits) / 8) {
    throw refuse(`${(channels * bits) / 8} bytes for ${channels} samples of ${bits} bits`, `${frameBytes}`);
  }
  return { encoding: number === 1 ? 'integer' : 'float', bits, channels, sampleRate, frameBytes };
}

function formatNumber(view: DataView, { offset, bytes }: Chunk, refuse: Refuse): number {
  const number = view.getUint16(offset, true);
  if (number !== EXTENSIBLE) return number;
  if (bytes < 40) throw refuse('40 bytes in chunk "fmt " of an extensible WAV file', `${bytes}`);
  const end = Buffer.from(view.buffer, view.byteOffset + offset + 26, 14).toString('hex');
  if (end !== SUBFORMAT_END)
    throw refuse('a WAV file of plain samples (PCM, or floats)', 'one of an unknown subformat');
  return view.getUint16(offset + 24, true);
}

/** Four letters; fewer at the end of the file. */
function textAt(view: DataView, offset: number): string {
  const from = Math.min(offset, view.byteLength);
  return Buffer.from(view.buffer, view.byteOffset + from, Math.min(4, view.byteLength - from)).toString('latin1');
}
