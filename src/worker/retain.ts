/** Removes versions that their model's rule does not keep, from time to time; several workers at once do it once. */
import type { Logger } from '../logger.ts';
import type { Registry, Retention } from '../registry/index.ts';

const EVERY_MS = 10 * 60_000;

/** @returns a function that ends this. */
export function retainVersions(registry: Registry, retention: Retention, logger: Logger): () => void {
  const retain = async (): Promise<void> => {
    for (const model of await registry.models()) {
      const removed = await retention.apply(model);
      if (removed.length > 0) logger.info({ model, removed }, 'versions removed by the rule of their model');
    }
  };
  const timer = setInterval(() => {
    retain().catch((error: unknown) => logger.warn({ err: error }, 'could not remove old versions'));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
