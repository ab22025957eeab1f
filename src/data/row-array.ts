/**
 * Many inputs of one size as plain numbers, one after the other: in memory, or in a file of which rows are read as they are
 * needed, so that data larger than memory can be trained on.
 */
import fs from 'node:fs';
import os from 'node:os';

export type RowType = 'uint8' | 'int16' | 'float32';
export type RowValues = Uint8Array | Int16Array | Float32Array;

export interface RowArray {
  readonly count: number;
  /** Numbers of a row. */
  readonly size: number;
  readonly type: RowType;
  /** All rows, where they are in memory. */
  readonly values?: RowValues;
  /** The numbers of one row: gone with the next call. */
  row(index: number): RowValues;
  close(): void;
}

const TYPES = { uint8: Uint8Array, int16: Int16Array, float32: Float32Array } as const;

/** @throws RangeError if `values` are not whole rows. */
export function memoryRows(values: RowValues, size: number): RowArray {
  if (values.length % size !== 0) {
    throw new RangeError(`Expected rows of ${size} numbers. Received: ${values.length} numbers.`);
  }
  return {
    ...{ count: values.length / size, size, values, type: typeOf(values) },
    row: (index) => values.subarray(index * size, (index + 1) * size),
    close: () => undefined,
  };
}

/**
 * Opens rows that lie in a file as little-endian numbers: read as a whole if it is not too large.
 * @throws RangeError if the file has not whole rows.
 */
export function openRows(file: string, type: RowType, size: number, memoryBytesMax: number): RowArray {
  if (os.endianness() !== 'LE') throw new Error('Expected a little-endian processor. Received: a big-endian one.');
  const bytes = fs.statSync(file).size;
  const rowBytes = size * TYPES[type].BYTES_PER_ELEMENT;
  if (bytes % rowBytes !== 0) throw new RangeError(`Expected rows of ${rowBytes} bytes. Received: ${bytes} bytes.`);
  if (bytes <= memoryBytesMax) return memoryRows(readAll(file, bytes, type), size);
  return fileRows(fs.openSync(file, 'r'), bytes / rowBytes, size, type);
}

/** Into memory of its own: a small Buffer of Node's shares its memory with others, at any offset. */
function readAll(file: string, bytes: number, type: RowType): RowValues {
  const memory = new Uint8Array(bytes);
  const descriptor = fs.openSync(file, 'r');
  try {
    readExactly(descriptor, memory, 0);
  } finally {
    fs.closeSync(descriptor);
  }
  return new TYPES[type](memory.buffer);
}

function fileRows(descriptor: number, count: number, size: number, type: RowType): RowArray {
  const room = new TYPES[type](size);
  const bytes = new Uint8Array(room.buffer);
  return {
    ...{ count, size, type },
    row(index) {
      readExactly(descriptor, bytes, index * bytes.length);
      return room;
    },
    close: () => fs.closeSync(descriptor),
  };
}

/** A read may give less than was asked for, and at most 2 GiB at once. */
function readExactly(descriptor: number, bytes: Uint8Array, from: number): void {
  let done = 0;
  while (done < bytes.length) {
    const read = fs.readSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30), from + done);
    if (read === 0)
      throw new RangeError(`Expected ${bytes.length} bytes. Received: the end of the file after ${done}.`);
    done += read;
  }
}

function typeOf(values: RowValues): RowType {
  if (values instanceof Uint8Array) return 'uint8';
  return values instanceof Int16Array ? 'int16' : 'float32';
}
