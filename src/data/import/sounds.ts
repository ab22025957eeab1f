/**
 * WAV files in class folders, or with a list of labels, to rows of 16-bit samples of one rate and length. One recording is in
 * memory at a time. Knows nothing of spectrograms: those are a job's.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createBreath } from '../../breathing.ts';
import { DATASET_FILES } from '../manifest.ts';
import { decodeForRow, type RowForm, soundRow } from '../sound/sound-row.ts';
import type { Archive } from './archive-reader.ts';
import type { ClassedEntry } from './class-folders.ts';
import { classedEntries } from './class-labels.ts';
import { areNumbers, classWarnings, countClasses } from './class-warnings.ts';
import { expectOptions } from './expected-options.ts';
import type { Imported, ImportSource, ImportTools } from './importing.ts';
import { refusedData, refusedOption } from './refusal.ts';
import { createSoundHealth, type SoundHealth } from './sound-health.ts';
import { refuseFile, surveySounds } from './sound-survey.ts';

/** Of a sample of a row, as a number that is computed and as what is kept. */
const ROW_BYTES = Float32Array.BYTES_PER_ELEMENT + Int16Array.BYTES_PER_ELEMENT;

/**
 * Every recording becomes a row: channels averaged, resampled, its end cut off or followed by silence.
 * @throws AppError ERR_DATA that names the file and what is wrong with it; ERR_CANCELLED.
 */
export async function importSounds(archive: Archive, { options }: ImportSource, tools: ImportTools): Promise<Imported> {
  expectOptions(options, ['kind', 'sampleRate', 'seconds'], 'sounds');
  if ((options.kind ?? 'audio') !== 'audio') throw refusedOption('kind', '"audio" for recordings', `"${options.kind}"`);
  const { parts, labels, items, warnings } = await classedEntries(archive);
  if (items.length > tools.limits.rowsMax) {
    throw refusedData(`at most ${tools.limits.rowsMax} recordings`, String(items.length));
  }
  const entries = items.map(({ entry }) => entry);
  const survey = await surveySounds(archive, entries, options, tools);
  const { sampleRate, samples } = survey;
  expectRoom(items.length, samples, tools);
  const health = createSoundHealth();
  await writeRows(archive, items, survey, health, tools);
  await writeTargets(items, tools);
  const counts = countClasses(
    items.map(({ label }) => label),
    labels.length,
  );
  const targets = { kind: 'classes', labels, counts, numeric: areNumbers(labels) } as const;
  return {
    kind: 'audio',
    rows: items.length,
    ...(parts && { parts }),
    content: { form: 'array', shape: [samples], type: 'int16', sampleRate, targets },
    warnings: [...warnings, ...classWarnings(labels, counts, 'recordings'), ...health.warnings(survey)],
  };
}

/** Short recordings padded to a long row are many times their size: of a small archive as well. */
function expectRoom(rows: number, samples: number, { limits }: ImportTools): void {
  const bytes = rows * samples * Int16Array.BYTES_PER_ELEMENT;
  if (samples * ROW_BYTES > limits.memoryBytesMax / 2) {
    throw refusedData(
      `recordings that take ${limits.memoryBytesMax / 2} bytes of memory at most`,
      `${samples} samples each; fewer "seconds" or a lower "sampleRate" would make it less`,
    );
  }
  if (bytes <= limits.expandedBytesMax) return;
  throw refusedData(
    `at most ${limits.expandedBytesMax} bytes of samples`,
    `${rows} recordings of ${samples} samples, ${bytes} bytes; fewer "seconds" or a lower "sampleRate" would make it less`,
  );
}

async function writeRows(
  archive: Archive,
  items: readonly ClassedEntry[],
  form: RowForm,
  health: SoundHealth,
  { output, signal, progress }: ImportTools,
): Promise<void> {
  const breathe = createBreath(signal);
  const file = await open(path.join(output, DATASET_FILES.inputs), 'wx');
  try {
    for (const [index, { entry }] of items.entries()) {
      const sound = decodeForRow(await archive.read(entry), form, refuseFile(entry));
      const row = soundRow(sound, form);
      health.note(sound.samples, row);
      await file.writeFile(Buffer.from(row.buffer));
      progress((items.length + index + 1) / items.length / 2, 'reading recordings');
      await breathe();
    }
  } finally {
    await file.close();
  }
}

async function writeTargets(items: readonly ClassedEntry[], { output }: ImportTools): Promise<void> {
  const targets = Int32Array.from(items, ({ label }) => label);
  const file = await open(path.join(output, DATASET_FILES.targets), 'wx');
  try {
    await file.writeFile(Buffer.from(targets.buffer));
  } finally {
    await file.close();
  }
}
