/**
 * WAV files to samples: one number for each moment, all channels mixed. Knows nothing of rates or lengths that others want.
 */
import { type Refuse, readWavFormat, type WavFormat } from './wav-format.ts';

export interface Sound {
  /** In Hz. */
  readonly sampleRate: number;
  /** From −1 to 1, one after the other in time; floats in a file may go beyond. */
  readonly samples: Float32Array;
}

/**
 * Decodes PCM of 8, 16, 24 or 32 bits and floats of 32 or 64, of one channel or several, which are averaged.
 * @param secondsMax what comes later is not read.
 * @throws what `refuse` makes, if the bytes are no such file, are cut off, or hold NaN or infinities.
 */
export function decodeWav(bytes: Uint8Array, secondsMax: number, refuse: Refuse): Sound {
  const format = readWavFormat(bytes, refuse);
  const { frames, channels, sampleRate, dataOffset, frameBytes, bits } = format;
  const count = Math.min(frames, Math.ceil(secondsMax * sampleRate));
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, frames * frameBytes);
  const read = readerOf(format, view);
  const samples = new Float32Array(count);
  for (let frame = 0; frame < count; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(frame * frameBytes + (channel * bits) / 8);
    samples[frame] = sum / channels;
  }
  const broken = samples.findIndex((sample) => !Number.isFinite(sample));
  if (broken >= 0) throw refuse('finite samples', `${samples[broken]} at sample ${broken + 1}`);
  return { sampleRate, samples };
}

/** Integers are divided by what their most negative becomes −1 with, so that 0 stays 0. */
function readerOf({ encoding, bits }: WavFormat, view: DataView): (at: number) => number {
  if (encoding === 'float') {
    return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  switch (bits) {
    case 8:
      // The only unsigned ones.
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
    default:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
  }
}
