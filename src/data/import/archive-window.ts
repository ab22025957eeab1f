/**
 * Gives the ZIP reader its bytes from a window of the file: it asks for each entry of the directory by itself, twice, and a
 * system call for each would take longer than reading the pictures.
 */
import fs from 'node:fs';
import { RandomAccessReader } from 'yauzl';

const WINDOW_BYTES = 2 ** 20;

/** @param size of the file, in bytes. It stays open: whoever opened it closes it. */
export function openWindow(descriptor: number, size: number): RandomAccessReader {
  return new WindowReader(descriptor, size);
}

/** The library takes nothing but a class of its own. */
class WindowReader extends RandomAccessReader {
  readonly #descriptor: number;
  readonly #size: number;
  #window = Buffer.alloc(0);
  #start = 0;

  constructor(descriptor: number, size: number) {
    super();
    this.#descriptor = descriptor;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    let failure: Error | null = null;
    try {
      this.#slice(position, length).copy(buffer, offset);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    // Not at once: the reader expects to have returned before it is answered.
    process.nextTick(callback, failure, length);
  }

  #slice(position: number, length: number): Buffer {
    if (position + length > this.#size) throw new Error('unexpected end of the file');
    const end = this.#start + this.#window.length;
    if (position < this.#start || position + length > end) this.#move(position, length);
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }

  #move(position: number, length: number): void {
    const window = Buffer.alloc(Math.min(Math.max(WINDOW_BYTES, length), this.#size - position));
    const read = fs.readSync(this.#descriptor, window, 0, window.length, position);
    if (read < length) throw new Error('unexpected end of the file');
    this.#window = window.subarray(0, read);
    this.#start = position;
  }
}
