/**
 * Many numbers one after the other, written once from first to last, then read in ranges: in memory, or in a file where they
 * are too many. Knows nothing of series.
 */
import fs from 'node:fs';

export type NumberType = 'float32' | 'float64';
type Values<T extends NumberType> = T extends 'float32' ? Float32Array : Float64Array;

export interface Numbers<V extends Float32Array | Float64Array> {
  readonly length: number;
  /** All of them, where they are in memory. */
  readonly values?: V;
  /** Those at `from` to `to` (excluded): gone with the next call. */
  read(from: number, to: number): V;
  close(): void;
}

export interface NumbersWriter<V extends Float32Array | Float64Array> {
  append(values: V): void;
  /** @returns what was written; nothing can be appended any more. */
  finish(): Numbers<V>;
}

/**
 * @param capacity numbers that are appended at most.
 * @param file where to keep them; in memory if there is none.
 */
export function writeNumbers<T extends NumberType>(type: T, capacity: number, file?: string): NumbersWriter<Values<T>> {
  const create = (length: number): Values<T> =>
    (type === 'float32' ? new Float32Array(length) : new Float64Array(length)) as Values<T>;
  return file === undefined ? inMemory(create(capacity)) : inFile(fs.openSync(file, 'w+'), create);
}

function inMemory<V extends Float32Array | Float64Array>(room: V): NumbersWriter<V> {
  let length = 0;
  return {
    append(values) {
      room.set(values, length);
      length += values.length;
    },
    finish() {
      const values = room.subarray(0, length) as V;
      return { length, values, read: (from, to) => values.subarray(from, to) as V, close: () => undefined };
    },
  };
}

function inFile<V extends Float32Array | Float64Array>(
  descriptor: number,
  create: (length: number) => V,
): NumbersWriter<V> {
  let length = 0;
  let room = create(1024);
  const size = room.BYTES_PER_ELEMENT;
  return {
    append(values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      transfer(bytes, length * size, (left, at) => fs.writeSync(descriptor, left, 0, left.length, at));
      length += values.length;
    },
    finish: () => ({
      length,
      read(from, to) {
        if (to - from > room.length) room = create(2 * (to - from));
        const wanted = room.subarray(0, to - from) as V;
        const bytes = new Uint8Array(wanted.buffer, 0, wanted.byteLength);
        transfer(bytes, from * size, (left, at) => fs.readSync(descriptor, left, 0, left.length, at));
        return wanted;
      },
      close: () => fs.closeSync(descriptor),
    }),
  };
}

const BYTES_AT_ONCE = 2 ** 30;

/** The system may take or give less than was asked for. */
function transfer(bytes: Uint8Array, position: number, move: (left: Uint8Array, at: number) => number): void {
  for (let done = 0; done < bytes.length; ) {
    const moved = move(bytes.subarray(done, done + BYTES_AT_ONCE), position + done);
    if (moved === 0)
      throw new RangeError(`Expected ${bytes.length} bytes. Received: the end of the file after ${done}.`);
    done += moved;
  }
}
