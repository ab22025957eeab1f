/** Looks after the memory of a child from outside: what takes too much may be busy with nothing but that. */
import pidusage from 'pidusage';

export interface MemoryWatch {
  /** What the process held when it was looked at last; 0 before. */
  bytes(): number;
  stop(): void;
}

const LOOK_EVERY_MS = 500;

/**
 * @param bytesMax resident memory, libraries included.
 * @param exceeded is called once, when the process holds more.
 */
export function watchMemory(pid: number, bytesMax: number, exceeded: (bytes: number) => void): MemoryWatch {
  let bytes = 0;
  let stopped = false;
  let timer: NodeJS.Timeout;

  async function look(): Promise<void> {
    // A process that has ended is no more to be looked after: its worker learns that by itself.
    bytes = (await pidusage(pid).catch(() => undefined))?.memory ?? bytes;
    if (stopped) return;
    if (bytes > bytesMax) exceeded(bytes);
    else timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  }

  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  return {
    bytes: () => bytes,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
