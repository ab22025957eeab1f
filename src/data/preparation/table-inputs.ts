/** Room for the inputs of all examples: in memory, or in a file where they would take too much of it. Filled from first to last. */
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { PreparationTools } from '../prepared.ts';
import { memoryRows, openRows, type RowArray } from '../row-array.ts';

export interface InputRoom {
  /** @returns room for the next rows, all 0: to be filled before more is taken. */
  take(rows: number): Float32Array;
  /** All rows that were taken. */
  finish(): RowArray;
  /** Closes what an error has left open. */
  abandon(): void;
}

/** @param size numbers of an input. */
export function inputRoom(count: number, size: number, tools: PreparationTools): InputRoom {
  const bytes = count * size * Float32Array.BYTES_PER_ELEMENT;
  return bytes <= tools.memoryBytesMax ? roomInMemory(count, size) : roomInFile(size, tools);
}

function roomInMemory(count: number, size: number): InputRoom {
  const all = new Float32Array(count * size);
  let taken = 0;
  return {
    take(rows) {
      const from = taken;
      taken += rows * size;
      return all.subarray(from, taken);
    },
    finish: () => memoryRows(all, size),
    abandon: () => undefined,
  };
}

function roomInFile(size: number, { workspace, memoryBytesMax }: PreparationTools): InputRoom {
  const file = path.join(workspace, 'inputs.bin');
  const descriptor = openSync(file, 'w');
  let room = new Float32Array();
  let open = true;

  function write(): void {
    const bytes = new Uint8Array(room.buffer, 0, room.byteLength);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  }

  function abandon(): void {
    if (open) closeSync(descriptor);
    open = false;
  }

  return {
    take(rows) {
      write();
      room = new Float32Array(rows * size);
      return room;
    },
    finish() {
      write();
      abandon();
      return openRows(file, 'float32', size, memoryBytesMax);
    },
    abandon,
  };
}
