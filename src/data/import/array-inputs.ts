/** What the inputs of an array are taken for, and how they are written: bytes as bytes, all others in single precision. */
import path from 'node:path';
import type { DatasetKind } from '../../models/specification/index.ts';
import { DATASET_FILES } from '../manifest.ts';
import type { NumberChunk } from './array-elements.ts';
import { createArrayFile } from './array-file.ts';
import { type ArraySource, product } from './array-source.ts';
import type { ImportTools } from './importing.ts';
import { refusedData } from './refusal.ts';

export type ArrayKind = Extract<DatasetKind, 'image' | 'sequence' | 'tensor'>;

export interface ArrayForm {
  readonly kind: ArrayKind;
  /** Of one input. */
  readonly shape: readonly number[];
  readonly type: 'uint8' | 'float32';
}

const CHANNELS = [1, 3, 4];

/**
 * Bytes of two axes, or of three that end in channels, are pictures; other numbers of two axes are series of steps; all else
 * are tensors.
 * @param sources of the parts; they must agree.
 * @param asked what the upload says that they are.
 * @throws AppError ERR_DATA where that cannot be, and where parts disagree.
 */
export function formOf(sources: readonly ArraySource[], asked: DatasetKind | undefined): ArrayForm {
  const [first] = sources;
  if (!first) throw refusedData('an array of inputs', 'none');
  for (const source of sources) {
    if (source.type === 'text') throw refusedData(`numbers in ${source.name}`, 'texts');
    if (String(source.shape.slice(1)) !== String(first.shape.slice(1)))
      throw refusedData(
        `inputs of shape [${first.shape.slice(1).join(', ')}] in ${source.name}`,
        `[${source.shape.slice(1).join(', ')}]`,
      );
  }
  const shape = first.shape.length === 1 ? [1] : first.shape.slice(1);
  if (product(shape) === 0)
    throw refusedData(`inputs of at least one number in ${first.name}`, `shape [${shape.join(', ')}]`);
  const bytes = sources.every(({ type }) => type === 'uint8');
  const kind = asked === undefined ? sniffedKind(shape, bytes) : askedKind(asked);
  const whole = sources.every(({ type }) => type === 'uint8' || type === 'bool');
  return { kind, shape: shapedFor(kind, shape), type: kind === 'image' || whole ? 'uint8' : 'float32' };
}

function sniffedKind(shape: readonly number[], bytes: boolean): ArrayKind {
  if (bytes && isPictureShape(shape)) return 'image';
  return shape.length === 2 ? 'sequence' : 'tensor';
}

function askedKind(asked: DatasetKind): ArrayKind {
  if (asked === 'image' || asked === 'sequence' || asked === 'tensor') return asked;
  throw refusedData('"image", "sequence" or "tensor" as the kind of an array', JSON.stringify(asked));
}

function isPictureShape(shape: readonly number[]): boolean {
  return shape.length === 2 || (shape.length === 3 && CHANNELS.includes(shape[2] as number));
}

function shapedFor(kind: ArrayKind, shape: readonly number[]): readonly number[] {
  const shown = `[rows, ${shape.join(', ')}]`;
  if (kind === 'tensor') return shape;
  if (kind === 'image') {
    if (!isPictureShape(shape))
      throw refusedData('[rows, height, width] or [rows, height, width, 1, 3 or 4] for pictures', shown);
    return shape.length === 2 ? [...shape, 1] : shape;
  }
  if (shape.length > 2) throw refusedData('[rows, steps] or [rows, steps, features] for sequences', shown);
  return shape.length === 1 ? [...shape, 1] : shape;
}

/** @throws AppError ERR_DATA that names the row with a number that cannot be an input. */
export async function writeInputs(sources: readonly ArraySource[], form: ArrayForm, tools: ImportTools): Promise<void> {
  const size = product(form.shape);
  const total = sources.reduce((rows, { shape }) => rows + (shape[0] ?? 0), 0);
  const file = await createArrayFile(path.join(tools.output, DATASET_FILES.inputs), tools.limits.expandedBytesMax);
  let done = 0;
  try {
    for (const source of sources) {
      let row = 0;
      for await (const chunk of source.chunks(tools.signal)) {
        const numbers = asNumbers(chunk);
        await file.write(bytesOf(numbers, form, source.name, row, size));
        row += numbers.length / size;
        done += numbers.length / size;
        tools.progress(done / total, `${done} of ${total} rows`);
      }
    }
    await file.end();
  } finally {
    await file.abandon();
  }
}

export function asNumbers(chunk: NumberChunk | readonly string[]): NumberChunk {
  if (ArrayBuffer.isView(chunk)) return chunk;
  throw new TypeError('Expected numbers. Received: texts.');
}

function bytesOf(numbers: NumberChunk, form: ArrayForm, name: string, from: number, size: number): Uint8Array {
  const rowOf = (index: number): string => `in row ${from + Math.floor(index / size) + 1} of ${name}`;
  if (numbers instanceof Uint8Array && form.type === 'uint8') return numbers;
  if (form.type === 'uint8') {
    const stray = numbers.findIndex((value: number) => !(Number.isInteger(value) && value >= 0 && value <= 255));
    if (stray >= 0)
      throw refusedData(`pixels that are whole numbers from 0 to 255 ${rowOf(stray)}`, String(numbers[stray]));
    return Uint8Array.from(numbers);
  }
  const singles = numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
  for (let index = 0; index < singles.length; index++) {
    if (!Number.isFinite(singles[index]))
      throw refusedData(`finite numbers, in single precision, ${rowOf(index)}`, String(numbers[index]));
  }
  return new Uint8Array(singles.buffer, singles.byteOffset, singles.byteLength);
}
