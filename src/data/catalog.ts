/**
 * The datasets there are, by name. Opened ones are kept: they are immutable, and a second reader costs nothing.
 */
import type { Dataset } from './dataset.ts';
import { openMnist } from './mnist.ts';

export interface DatasetCatalog {
  names(): readonly string[];
  /** @returns undefined where no dataset has that name. */
  open(name: string): Promise<Dataset | undefined>;
}

export function createDatasetCatalog(): DatasetCatalog {
  const openers = new Map<string, () => Promise<Dataset>>([['mnist', openMnist]]);
  const opened = new Map<string, Promise<Dataset>>();

  function openOnce(name: string, opener: () => Promise<Dataset>): Promise<Dataset> {
    const known = opened.get(name);
    if (known) return known;
    const opening = opener();
    opened.set(name, opening);
    // A failed opening is forgotten, so that the next reader tries again.
    opening.catch(() => opened.delete(name));
    return opening;
  }

  return {
    names: () => [...openers.keys()],
    open: async (name) => {
      const opener = openers.get(name);
      return opener ? openOnce(name, opener) : undefined;
    },
  };
}
