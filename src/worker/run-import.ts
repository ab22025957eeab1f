/**
 * One attempt at an import: gives it to an importer, passes on what that tells, and leaves nothing behind but what was
 * published.
 */
import type { Config } from '../config.ts';
import { createDatasetStore } from '../data/dataset-store.ts';
import type { ImportDatasetOptions } from '../data/import-dataset.ts';
import type { Logger } from '../logger.ts';
import type { Attempt, Results } from '../queue/index.ts';
import { type Child, startChild } from './child.ts';
import type { ChildPool } from './child-pool.ts';
import { importMemory } from './importer/memory.ts';
import type { ImporterMessage, ImporterOrder } from './importer/messages.ts';
import { runInChild } from './run-in-child.ts';

export type ImporterChild = Child<ImporterOrder, ImporterMessage>;

/** Starts an importer and waits until it is ready. @throws AppError ERR_IMPORTER_DIED. */
export function startImporter(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  program?: string,
): Promise<ImporterChild> {
  return startChild({
    ...{ name: 'importer', death: 'ERR_IMPORTER_DIED', program, config, logger, signal },
    nodeOptions: [`--max-old-space-size=${importMemory(config).heapMib}`],
  });
}

/** @throws AppError what the importer failed with, ERR_IMPORTER_DIED if it died, ERR_CANCELLED if the attempt was aborted. */
export async function runImport(
  attempt: Attempt<'import'>,
  importers: ChildPool<ImporterChild>,
  storage: ImportDatasetOptions['storage'],
): Promise<Results['import']> {
  const { jobId, number, requestId, specification } = attempt;
  const workspace = await storage.makeWorkspace();
  try {
    return await runInChild<ImporterOrder, ImporterMessage, Results['import']>({
      attempt,
      children: importers,
      order: { type: 'import', jobId, requestId, attempt: number, specification, workspace: workspace.path },
      receive: (message, importer) => receive(message, attempt, importer),
    });
  } finally {
    await workspace.remove();
    await createDatasetStore(storage).tidy({ name: specification.dataset, job: jobId }, number);
  }
}

const NO_STEPS = { epoch: 0, epochs: 0, step: 0, steps: 0, examplesPerSecond: null } as const;

async function receive(
  message: ImporterMessage,
  attempt: Attempt<'import'>,
  importer: ImporterChild,
): Promise<Results['import'] | undefined> {
  switch (message.type) {
    case 'importing':
      await attempt.enter('importing');
      return undefined;
    case 'progress': {
      const { fraction, etaSeconds, message: text } = message;
      attempt.progress({ phase: 'importing', ...NO_STEPS, fraction, etaSeconds, message: text }, {});
      return undefined;
    }
    case 'imported':
      // Asked of Redis, not assumed: a job that was cancelled or taken over meanwhile must not be published.
      if (await attempt.enter('publishing')) importer.send({ type: 'publish' });
      return undefined;
    case 'published':
      attempt.progress({ phase: 'publishing', ...NO_STEPS, fraction: 1, etaSeconds: 0, message: 'Published' }, {});
      return {};
    default:
      return undefined;
  }
}
