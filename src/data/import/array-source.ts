/**
 * An array that lies in a file as plain elements, read as rows in C order by chunks, whatever its element type, byte order and
 * order of axes. Knows nothing of the file's header.
 */
import fs from 'node:fs/promises';
import { decodeNumbers, decodeText, ELEMENT_BYTES, type ElementType, type NumberChunk } from './array-elements.ts';
import { refusedData } from './refusal.ts';

export interface ArraySource {
  /** For messages: `"train.npz", "x_train"`. */
  readonly name: string;
  /** With the rows: `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** `text` gives chunks of texts, all others of numbers. */
  readonly type: ElementType;
  /** Whole rows, one after the other; a chunk is gone with the next. */
  chunks(signal: AbortSignal): AsyncIterable<NumberChunk | readonly string[]>;
}

export interface ArrayLayout {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Of one element; follows from the type but for texts. */
  readonly elementBytes: number;
  /** Texts: 4 bytes for each character, or else UTF-8. */
  readonly wideText: boolean;
  readonly littleEndian: boolean;
  /** The first axis varies fastest. */
  readonly fortran: boolean;
  /** In bytes: where the elements begin. */
  readonly offset: number;
}

const CHUNK_BYTES = 2 ** 22;
const ROW_BYTES_MAX = 2 ** 27;
const AXES_MAX = 8;

/**
 * @throws AppError ERR_DATA where the file has not as many bytes as the layout needs: an array whose header lies is not read.
 */
export async function fileSource(path: string, layout: ArrayLayout): Promise<ArraySource> {
  const { name, shape, type } = layout;
  if (shape.length === 0 || shape.length > AXES_MAX)
    throw refusedData(`an array of 1 to ${AXES_MAX} axes in ${name}`, `${shape.length}`);
  const expected = layout.offset + product(shape) * layout.elementBytes;
  const { size } = await fs.stat(path);
  if (size !== expected)
    throw refusedData(`${expected} bytes in ${name}, as its header says: shape [${shape.join(', ')}]`, String(size));
  const rowBytes = product(shape.slice(1)) * layout.elementBytes;
  if (rowBytes > ROW_BYTES_MAX)
    throw refusedData(`rows of at most ${ROW_BYTES_MAX} bytes in ${name}`, String(rowBytes));
  return { name, shape, type, chunks: (signal) => readChunks(path, layout, rowBytes, signal) };
}

/** @returns NaN-free: infinite where the shape's product is beyond all files. */
export function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** The layout's constant part for numbers. */
export function numberLayout(
  type: Exclude<ElementType, 'text'>,
  rest: Pick<ArrayLayout, 'name' | 'shape' | 'littleEndian' | 'fortran' | 'offset'>,
): ArrayLayout {
  return { ...rest, type, elementBytes: ELEMENT_BYTES[type], wideText: false };
}

async function* readChunks(
  path: string,
  layout: ArrayLayout,
  rowBytes: number,
  signal: AbortSignal,
): AsyncGenerator<NumberChunk | readonly string[]> {
  const [count = 0] = layout.shape;
  const rows = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(rowBytes, 1)));
  const file = await fs.open(path, 'r');
  try {
    for (let from = 0; from < count && rowBytes > 0; from += rows) {
      signal.throwIfAborted();
      const taken = Math.min(rows, count - from);
      // Its own memory, so that it begins where numbers of 8 bytes may.
      const bytes = Buffer.from(new ArrayBuffer(taken * rowBytes));
      if (layout.fortran && layout.shape.length > 1) await readFortran(file, layout, from, taken, bytes);
      else await readExactly(file, bytes, layout.offset + from * rowBytes);
      yield layout.type === 'text'
        ? decodeText(bytes, layout.elementBytes, layout.wideText, layout.littleEndian)
        : decodeNumbers(bytes, layout.type, layout.littleEndian);
    }
  } finally {
    await file.close();
  }
}

/** Columns of rows `from` to `from + taken`, each from its place in the file to its places in the rows. */
async function readFortran(
  file: fs.FileHandle,
  { shape, elementBytes, offset }: ArrayLayout,
  from: number,
  taken: number,
  rows: Buffer,
): Promise<void> {
  const [count = 0, ...rest] = shape;
  const size = product(rest);
  const column = Buffer.alloc(taken * elementBytes);
  for (let place = 0; place < size; place++) {
    await readExactly(file, column, offset + (place * count + from) * elementBytes);
    const target = positionInRow(place, rest);
    for (let row = 0; row < taken; row++)
      column.copy(rows, (row * size + target) * elementBytes, row * elementBytes, (row + 1) * elementBytes);
  }
}

/** Of the element that comes at `place` where the first axis varies fastest, its place where the last one does. */
function positionInRow(place: number, shape: readonly number[]): number {
  const indices: number[] = [];
  let rest = place;
  for (const dimension of shape) {
    indices.push(rest % dimension);
    rest = Math.floor(rest / dimension);
  }
  return indices.reduce((position, index, axis) => position * (shape[axis] as number) + index, 0);
}

async function readExactly(file: fs.FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw refusedData(`${bytes.length} bytes`, `the end of the file after ${done}`);
    done += bytesRead;
  }
}
