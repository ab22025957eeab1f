/** Work that is done one after the other, for whoever still waits. Knows nothing of the work. */
import { AppError } from '../errors.ts';

export interface Turns {
  /**
   * @param isWanted whether anybody still waits for it. @param work is begun in its turn, wanted or not.
   * @throws AppError ERR_LINE_FULL where too many wait.
   */
  take<T>(isWanted: () => boolean, work: () => Promise<T>): Promise<T>;
}

interface Turn {
  isWanted(): boolean;
  run(): Promise<void>;
  refuse(error: AppError): void;
}

export function createTurns(waitingMax: number): Turns {
  let waiting: Turn[] = [];
  let busy = false;

  /** Those who have gone leave their places to others. */
  function makeRoom(): void {
    const gone = waiting.filter((turn) => !turn.isWanted());
    waiting = waiting.filter((turn) => !gone.includes(turn));
    for (const turn of gone) turn.refuse(nobodyWaits());
  }

  async function go(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let turn = waiting.shift(); turn; turn = waiting.shift()) await turn.run();
    busy = false;
  }

  return {
    take(isWanted, work) {
      if (waiting.length >= waitingMax) makeRoom();
      if (waiting.length >= waitingMax)
        throw new AppError('ERR_LINE_FULL', `Expected at most ${waitingMax} explanations that wait. Received: more.`);
      return new Promise((resolve, reject) => {
        waiting.push({ isWanted, refuse: reject, run: () => work().then(resolve, reject) });
        void go();
      });
    },
  };
}

/** Nobody reads it: it ends the work. */
export function nobodyWaits(): AppError {
  return new AppError('ERR_CANCELLED', 'Expected a client that waits. Received: none any more.');
}
