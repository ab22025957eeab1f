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
  /**
   * Writes rows one after the other to the start of `out`, as they are.
   * @param indices which rows: those at positions `from` to `to` (excluded) of this list.
   * @param out of the rows' own type, with room for all of them.
   */
  gather(indices: Uint32Array, from: number, to: number, out: RowValues): void;
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
    gather(indices, from, to, out) {
      for (let at = from; at < to; at++) {
        const start = (indices[at] as number) * size;
        out.set(values.subarray(start, start + size), (at - from) * size);
      }
    },
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
    // Straight into the batch, and what lies together in the file at once: a validation's rows are in the file's order.
    gather(indices, from, to, out) {
      const rowBytes = bytes.length;
      const batch = new Uint8Array(out.buffer, out.byteOffset, (to - from) * rowBytes);
      for (let at = from; at < to; ) {
        const end = endOfRun(indices, at, to);
        const part = batch.subarray((at - from) * rowBytes, (end - from) * rowBytes);
        readExactly(descriptor, part, (indices[at] as number) * rowBytes);
        at = end;
      }
    },
    close: () => fs.closeSync(descriptor),
  };
}

/** @returns the position after the last of those that count up by one from position `at` on. */
function endOfRun(indices: Uint32Array, at: number, to: number): number {
  const ahead = (indices[at] as number) - at;
  let end = at + 1;
  while (end < to && indices[end] === end + ahead) end += 1;
  return end;
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
