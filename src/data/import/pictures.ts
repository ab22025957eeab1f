/**
 * An archive of pictures becomes a dataset of kind `image`: their classes by folders or by a list, every picture fitted to one
 * size, grey where all of them are. Knows nothing of ZIP and of decoding.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DATASET_FILES } from '../manifest.ts';
import type { PictureFormat } from '../picture.ts';
import type { Archive } from './archive-reader.ts';
import { createArrayFile } from './array-file.ts';
import type { ClassedEntries } from './class-folders.ts';
import { classedEntries } from './class-labels.ts';
import { areNumbers, classWarnings, countClasses } from './class-warnings.ts';
import { expectOptions } from './expected-options.ts';
import type { Imported, ImportSource, ImportTools } from './importing.ts';
import { observePictures, type PictureObservations } from './picture-observations.ts';
import { fittedPictures } from './picture-rows.ts';
import { refusedData, refusedOption } from './refusal.ts';

/** The largest side that is chosen unless asked for: larger ones make networks slow more often than better. */
const SIDE_MAX = 256;
const PROGRESS_EVERY = 500;

/** @throws AppError ERR_DATA that names the file. */
export async function importPictures(archive: Archive, source: ImportSource, tools: ImportTools): Promise<Imported> {
  expectOptions(source.options, ['kind', 'height', 'width', 'colour'], 'pictures');
  if ((source.options.kind ?? 'image') !== 'image')
    throw refusedOption('kind', '"image" for pictures', `"${source.options.kind}"`);
  const classes = await classedEntries(archive);
  const rows = classes.items.length;
  if (rows > tools.limits.rowsMax) throw refusedData(`at most ${tools.limits.rowsMax} pictures`, String(rows));
  const { form, observations } = await writePictures(archive, classes, source, tools);
  const targets = Int32Array.from(classes.items, ({ label }) => label);
  await writeFile(path.join(tools.output, DATASET_FILES.targets), targets);
  const counts = countClasses(targets, classes.labels.length);
  return {
    kind: 'image',
    rows,
    ...(classes.parts && { parts: classes.parts }),
    content: {
      ...{ form: 'array', shape: [form.height, form.width, form.channels], type: 'uint8' },
      targets: { kind: 'classes', labels: classes.labels, counts, numeric: areNumbers(classes.labels) },
    },
    warnings: [
      ...classes.warnings,
      ...classWarnings(classes.labels, counts, 'pictures'),
      ...observations.warnings(form, classes.parts),
    ],
  };
}

interface Written {
  readonly form: PictureFormat;
  readonly observations: PictureObservations;
}

/** Passes over the pictures until the form that was assumed is the form that fits. */
async function writePictures(
  archive: Archive,
  classes: ClassedEntries,
  { options }: ImportSource,
  tools: ImportTools,
): Promise<Written> {
  let size = await firstSize(archive, classes, options, tools);
  let channels: 1 | 3 = options.colour === 'rgb' ? 3 : 1;
  for (;;) {
    const form = { ...size, channels };
    const observations = observePictures(
      classes.items.map(({ entry }) => entry.path),
      channels,
    );
    const isGrey = await writePass(
      archive,
      classes,
      { form, findColours: options.colour === undefined },
      observations,
      tools,
    );
    if (!isGrey) {
      channels = 3;
      continue;
    }
    const fitting = chosenSize(observations.frequentSize(), options);
    if (fitting.height === size.height && fitting.width === size.width) return { form, observations };
    size = fitting;
  }
}

/** @returns whether the form's colours were enough; a pass that finds others ends there. */
async function writePass(
  archive: Archive,
  { items }: ClassedEntries,
  fitting: { readonly form: PictureFormat; readonly findColours: boolean },
  observations: PictureObservations,
  { output, limits, signal, progress }: ImportTools,
): Promise<boolean> {
  const file = await createArrayFile(path.join(output, DATASET_FILES.inputs), limits.expandedBytesMax);
  const entries = items.map(({ entry }) => entry);
  let done = 0;
  try {
    for await (const picture of fittedPictures(archive, entries, { ...fitting, signal })) {
      if (picture.colourful) return false;
      observations.see(picture.pixels, picture);
      await file.write(picture.pixels);
      done += 1;
      if (done % PROGRESS_EVERY === 0) progress(done / items.length, `${done} of ${items.length} pictures`);
    }
    await file.end();
    return true;
  } finally {
    await file.abandon();
  }
}

type SizeOptions = { readonly height?: number; readonly width?: number };

async function firstSize(
  archive: Archive,
  { items }: ClassedEntries,
  options: SizeOptions,
  { signal }: ImportTools,
): Promise<{ height: number; width: number }> {
  const form = { height: 1, width: 1, channels: 1 } as const;
  const entries = items.slice(0, 1).map(({ entry }) => entry);
  for await (const picture of fittedPictures(archive, entries, { form, findColours: false, signal })) {
    return chosenSize(picture, options);
  }
  throw refusedData('a picture', 'none');
}

/** A side that is asked for alone keeps the proportions of the most frequent size. */
function chosenSize(
  { height, width }: { readonly height: number; readonly width: number },
  asked: SizeOptions,
): { height: number; width: number } {
  const scaled = (side: number, by: number): number => Math.max(1, Math.round(side * by));
  if (asked.height && asked.width) return { height: asked.height, width: asked.width };
  if (asked.height) return { height: asked.height, width: scaled(width, asked.height / height) };
  if (asked.width) return { width: asked.width, height: scaled(height, asked.width / width) };
  const by = Math.min(1, SIDE_MAX / Math.max(height, width));
  return { height: scaled(height, by), width: scaled(width, by) };
}
