/** Some rows of a dataset as a person sees them: pictures as pictures, sounds as their outline, numbers as numbers. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import type { Dataset, DatasetArrays } from './dataset.ts';
import type { ArrayContent, DatasetManifest, OwnParts } from './manifest.ts';
import { encodePng, type PictureFormat } from './picture.ts';
import type { RowValues } from './row-array.ts';
import { openTable, type Table } from './table/index.ts';

const ROWS_MAX = 1000;
const NUMBERS_MAX = 1000;
const OUTLINE_POINTS = 200;
const LOUDEST = 32_768;
const TABLE_MEMORY_BYTES = 2 ** 28;

/**
 * Reads only the rows that are asked for.
 * @param offset of the first, from 0; beyond the end there are none.
 * @param limit at most 1000 are shown.
 * @returns rows of a table as objects; of arrays `{index, part?, …, label | labels | targets}`, where `…` is `image` (a PNG as
 * data URL), `seconds` and `waveform` (pairs of the lowest and highest amplitude), or `values`, nested, cut to about a thousand
 * numbers, with their whole `shape` where they are cut.
 */
export async function previewRows(dataset: Dataset, offset: number, limit: number): Promise<unknown[]> {
  const { manifest } = dataset;
  const from = Math.min(offset, manifest.rows);
  const to = Math.min(manifest.rows, from + Math.min(limit, ROWS_MAX));
  if (from === to) return [];
  if (manifest.content.form === 'table') return previewTable(dataset, (table) => table.preview(from, to - from));
  return previewArrays(
    dataset,
    Array.from({ length: to - from }, (_, place) => from + place),
  );
}

/**
 * The same of rows that lie anywhere.
 * @param rows at most 1000, each one that there is.
 * @returns one for each.
 */
export async function previewChosenRows(dataset: Dataset, rows: readonly number[]): Promise<unknown[]> {
  const chosen = rows.slice(0, ROWS_MAX);
  if (chosen.length === 0) return [];
  if (dataset.manifest.content.form !== 'table') return previewArrays(dataset, chosen);
  return previewTable(dataset, async (table) => {
    const found: unknown[] = [];
    for (const row of chosen) found.push(...(await table.preview(row, 1)));
    return found;
  });
}

async function previewArrays(dataset: Dataset, chosen: readonly number[]): Promise<unknown[]> {
  const { manifest } = dataset;
  const { content } = manifest;
  if (content.form === 'table') throw new RangeError(`Expected arrays. Received: "${manifest.name}", a table.`);
  // Nothing in memory: rows are read from the file one by one.
  const arrays = await dataset.arrays(0);
  try {
    const rows: unknown[] = [];
    const breathe = createBreath(undefined, ANSWERING_MS);
    for (const index of chosen) {
      rows.push(await previewRow(manifest, content, arrays, index));
      await breathe();
    }
    return rows;
  } finally {
    arrays.inputs.close();
  }
}

async function previewTable(dataset: Dataset, read: (table: Table) => Promise<readonly unknown[]>): Promise<unknown[]> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'preview-'));
  try {
    const table = await openTable(await dataset.table(), { scratch, memoryBytesMax: TABLE_MEMORY_BYTES });
    try {
      return [...(await read(table))];
    } finally {
      table.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function previewRow(
  { kind, parts }: DatasetManifest,
  content: ArrayContent,
  { inputs, targets }: DatasetArrays,
  index: number,
): Promise<unknown> {
  const values = inputs.row(index);
  const part = partOf(parts, index);
  return {
    index,
    ...(part && { part }),
    ...(kind === 'image'
      ? await picture(values, content.shape)
      : kind === 'audio'
        ? sound(values, content)
        : nested(values, content.shape)),
    ...target(content, targets, index),
  };
}

function partOf(parts: OwnParts | undefined, index: number): string | undefined {
  if (!parts) return undefined;
  if (index < parts.train) return 'train';
  return index < parts.train + (parts.validation ?? 0) ? 'validation' : 'test';
}

async function picture(values: RowValues, shape: readonly number[]): Promise<{ image: string }> {
  const [height = 1, width = 1, channels = 1] = shape;
  const format = { height, width, channels: channels as PictureFormat['channels'] };
  const png = await encodePng(Uint8Array.from(values), format);
  return { image: `data:image/png;base64,${png.toString('base64')}` };
}

function sound(values: RowValues, { sampleRate = 1, type }: ArrayContent): { seconds: number; waveform: number[][] } {
  const scale = type === 'int16' ? LOUDEST : 1;
  const step = Math.max(1, Math.ceil(values.length / OUTLINE_POINTS));
  const waveform: number[][] = [];
  for (let start = 0; start < values.length; start += step) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values.subarray(start, start + step)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    waveform.push([rounded(low / scale), rounded(high / scale)]);
  }
  return { seconds: rounded(values.length / sampleRate), waveform };
}

function nested(values: RowValues, shape: readonly number[]): { values: unknown; shape?: readonly number[] } {
  const shown = shownShape(shape);
  const visit = (depth: number, from: number): unknown => {
    if (depth === shape.length) return values[from];
    const stride = shape.slice(depth + 1).reduce((size, dimension) => size * dimension, 1);
    return Array.from({ length: shown[depth] as number }, (_, index) => visit(depth + 1, from + index * stride));
  };
  const isCut = shown.some((dimension, axis) => dimension !== shape[axis]);
  return { values: visit(0, 0), ...(isCut && { shape }) };
}

/** The longest axes are cut first. */
function shownShape(shape: readonly number[]): number[] {
  const shown = [...shape];
  for (let size = product(shown); size > NUMBERS_MAX; size = product(shown)) {
    const longest = shown.indexOf(Math.max(...shown));
    const rest = size / (shown[longest] as number);
    const next = shown.toSorted((a, b) => b - a)[1] ?? 1;
    shown[longest] = Math.min((shown[longest] as number) - 1, Math.max(1, next - 1, Math.floor(NUMBERS_MAX / rest)));
  }
  return shown;
}

function target({ targets: described }: ArrayContent, values: DatasetArrays['targets'], index: number): object {
  if (!described || !values) return {};
  if (described.kind === 'classes') return { label: described.labels[values[index] as number] };
  const names = described.kind === 'labels' ? described.labels : described.names;
  const own = values.subarray(index * names.length, (index + 1) * names.length);
  if (described.kind === 'labels') return { labels: names.filter((_, label) => own[label] === 1) };
  return { targets: Object.fromEntries(names.map((name, number) => [name, own[number]])) };
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
