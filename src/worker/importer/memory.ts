/** How the memory that an import may take is divided between V8, which keeps to it by itself, and libraries, which are told. */
import type { Config } from '../../config.ts';

const HEAP_SHARE = 0.5;
const MIB = 1024 * 1024;

/** @returns `heapMib` for V8's heap, `bytesMax` for what the importers of the formats take besides. */
export function importMemory({ importMemoryBytes }: Config): { heapMib: number; bytesMax: number } {
  const heapMib = Math.floor((importMemoryBytes * HEAP_SHARE) / MIB);
  return { heapMib, bytesMax: importMemoryBytes - heapMib * MIB };
}
