/** What a user should know of recordings before training with them. Knows nothing of files or classes. */
import { createHash } from 'node:crypto';
import type { SoundSurvey } from './sound-survey.ts';

export interface SoundHealth {
  /** @param samples as they were recorded. @param row what became of them. */
  note(samples: Float32Array, row: Int16Array): void;
  /** Sentences. */
  warnings(survey: SoundSurvey): string[];
}

/** 60 dB below the loudest: quieter is the noise of an open input. */
const SILENT_BELOW = 33;
/** Of full scale: the highest of 8 bits is 0.992. */
const CLIPPED_FROM = 0.99;
/** Samples in a row at full scale: a loud sound touches it, a clipped one stays there. */
const CLIPPED_RUN = 3;

export function createSoundHealth(): SoundHealth {
  const digests = new Set<string>();
  const counts = { all: 0, silent: 0, clipped: 0, repeated: 0 };

  return {
    note(samples, row) {
      counts.all += 1;
      if (row.every((sample) => Math.abs(sample) < SILENT_BELOW)) counts.silent += 1;
      else if (isClipped(samples)) counts.clipped += 1;
      const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
      const digest = createHash('sha1').update(bytes).digest('base64');
      if (digests.has(digest)) counts.repeated += 1;
      digests.add(digest);
    },
    warnings: ({ sampleRate, samples, longer, shorter, resampled }) => {
      const seconds = `${Number((samples / sampleRate).toFixed(3))} s`;
      return [
        sentence(counts.silent, 'silent'),
        sentence(counts.clipped, 'clipped: louder than their format holds'),
        sentence(counts.repeated, 'the same as another'),
        sentence(longer, `longer than ${seconds} and cut at the end`),
        sentence(shorter, `shorter than ${seconds} and padded with silence at the end`),
        sentence(resampled, `of another sample rate and resampled to ${sampleRate} Hz`),
      ].flatMap((each) => each ?? []);
    },
  };

  function sentence(count: number, what: string): string | undefined {
    if (count === 0) return undefined;
    return `${count} of ${counts.all} recordings ${count === 1 ? 'is' : 'are'} ${what}.`;
  }
}

function isClipped(samples: Float32Array): boolean {
  let run = 0;
  for (const sample of samples) {
    run = Math.abs(sample) >= CLIPPED_FROM ? run + 1 : 0;
    if (run === CLIPPED_RUN) return true;
  }
  return false;
}
