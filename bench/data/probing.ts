/** The prober as its bench sees it: what answers of the api took during something. */
import { fork } from 'node:child_process';
import path from 'node:path';

export interface Probing {
  /** @returns what `work` returned, and milliseconds of each request that was asked and answered meanwhile. */
  during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly samples: readonly number[] }>;
  close(): void;
}

/** @param url where the api listens. */
export function startProbing(url: string): Probing {
  const prober = fork(path.join(import.meta.dirname, 'prober.js'), [url], {
    serialization: 'advanced',
  });
  const collect = (): Promise<number[]> =>
    new Promise((resolve, reject) => {
      prober.once('message', (samples) => resolve(samples as number[]));
      prober.once('exit', (code) => reject(new Error(`The prober ended: ${code}.`)));
      prober.send('collect');
    });
  return {
    async during(work) {
      await collect();
      const result = await work();
      return { result, samples: await collect() };
    },
    close: () => prober.disconnect(),
  };
}
