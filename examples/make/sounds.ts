/** Recordings of half a second: hums, whistles and hisses as WAV files, in class folders of a ZIP. */
import { type Chance, createChance } from './chance.ts';
import { zip } from './zip.ts';

const RATE = 8000;
const SAMPLES = RATE / 2;
const EACH = 30;

const SOUNDS = ['hum', 'whistle', 'hiss'] as const;
export type SoundName = (typeof SOUNDS)[number];

export interface Sounds {
  readonly archive: Buffer;
  /** A WAV file of each, which is not in the archive. */
  readonly unseen: Readonly<Record<SoundName, Buffer>>;
}

export function makeSounds(): Sounds {
  const chance = createChance(7);
  const files: Record<string, Buffer> = {};
  for (const sound of SOUNDS) {
    for (let number = 1; number <= EACH; number++) files[`sounds/${sound}/${number}.wav`] = record(sound, chance);
  }
  const unseen = {
    ...{ hum: record('hum', chance), whistle: record('whistle', chance) },
    hiss: record('hiss', chance),
  };
  return { archive: zip(files), unseen };
}

function record(sound: SoundName, { between }: Chance): Buffer {
  const [hertz, loudness] = [sound === 'hum' ? between(80, 250) : between(1200, 3000), between(0.2, 0.8)];
  const wave = (sample: number) =>
    sound === 'hiss' ? between(-1, 1) : Math.sin((2 * Math.PI * hertz * sample) / RATE) + between(-0.05, 0.05);
  return wav(Array.from({ length: SAMPLES }, (_, sample) => loudness * wave(sample)));
}

/** @param samples from -1 to 1. */
function wav(samples: readonly number[]): Buffer {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(2 * RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (const [index, sample] of samples.entries()) {
    bytes.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), 44 + 2 * index);
  }
  return bytes;
}
