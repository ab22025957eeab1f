/**
 * Looks at every recording of an archive before one is decoded: their rates and lengths, and what follows for the form that
 * all of them get. Knows nothing of samples.
 */
import { createBreath } from '../../breathing.ts';
import type { RowForm } from '../sound/sound-row.ts';
import { type Refuse, readWavFormat } from '../sound/wav-format.ts';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import type { ImportTools } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';

export interface SoundSurvey extends RowForm {
  /** How many are longer than a row, shorter, and of another rate. */
  readonly longer: number;
  readonly shorter: number;
  readonly resampled: number;
}

/** In Hz: holds what is heard of speech, and most of what tells other sounds apart, at a third of a CD's size. */
const RATE_DEFAULT_MAX = 16_000;
const SECONDS_DEFAULT_MAX = 10;
/** Of the lengths: a few recordings that were left running do not make all others ten times as long. */
const LENGTH_QUANTILE = 0.95;
const SAMPLES_MIN = 16;
/** Of the memory, for the bytes of a recording: its samples are four times as much where they have 8 bits. */
const MEMORY_SHARE = 1 / 8;

/**
 * The rate: as the options say, or the most frequent one, 16 kHz at most. The length: as they say, or such that 95 % of the
 * recordings lose nothing, 10 s at most.
 * @throws AppError ERR_DATA that names the file, if one is no WAV file or too large; ERR_CANCELLED.
 */
export async function surveySounds(
  archive: Archive,
  entries: readonly ArchiveEntry[],
  options: ImportOptions,
  { limits, signal, progress }: ImportTools,
): Promise<SoundSurvey> {
  const breathe = createBreath(signal);
  const bytesMax = Math.floor(limits.memoryBytesMax * MEMORY_SHARE);
  const seconds = new Float64Array(entries.length);
  const rates = new Map<number, number>();
  for (const [index, entry] of entries.entries()) {
    if (entry.bytes > bytesMax) {
      throw refusedData(`recordings of at most ${bytesMax} bytes`, `"${entry.path}" of ${entry.bytes}`);
    }
    const { sampleRate, frames } = readWavFormat(await archive.read(entry), refuseFile(entry));
    seconds[index] = frames / sampleRate;
    rates.set(sampleRate, (rates.get(sampleRate) ?? 0) + 1);
    progress((index + 1) / entries.length / 2, 'looking at recordings');
    await breathe();
  }
  const sampleRate = options.sampleRate ?? Math.min(mostFrequent(rates), RATE_DEFAULT_MAX);
  const length = options.seconds ?? Math.min(quantile(seconds), SECONDS_DEFAULT_MAX);
  const samples = Math.max(SAMPLES_MIN, Math.round(length * sampleRate));
  const lengths = seconds.map((each) => Math.ceil(each * sampleRate));
  return {
    ...{ sampleRate, samples },
    longer: lengths.filter((each) => each > samples).length,
    shorter: lengths.filter((each) => each < samples).length,
    resampled: entries.length - (rates.get(sampleRate) ?? 0),
  };
}

/** Says no to a file of an archive, naming it. */
export function refuseFile({ path }: ArchiveEntry): Refuse {
  return (expected, received) => refusedData(`${expected} in "${path}"`, received);
}

/** The highest of those that are equally frequent. */
function mostFrequent(rates: ReadonlyMap<number, number>): number {
  const [[rate] = [RATE_DEFAULT_MAX]] = [...rates].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return rate;
}

function quantile(seconds: Float64Array): number {
  return seconds.slice().sort()[Math.ceil(LENGTH_QUANTILE * seconds.length) - 1] ?? 0;
}
