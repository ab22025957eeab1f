/**
 * The importer's work: one order of its worker, from uploaded files to a published dataset; then it dies, and what it took
 * of memory goes with it. Which formats there are it does not know: `importFiles` does.
 */
import type { Config } from '../../config.ts';
import { type ImportDatasetOptions, ImportOptions, importDataset } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { guard } from '../../validation.ts';
import { sortFailure } from '../failures.ts';
import { importMemory } from './memory.ts';
import type { ImporterMessage, ImporterOrder, ImportOrder } from './messages.ts';

export interface ImporterParts extends Pick<ImportDatasetOptions, 'storage' | 'importFiles'> {
  readonly config: Config;
  readonly logger: Logger;
}

const PROGRESS_EVERY_MS = 250;
const isImportOptions = guard(ImportOptions);

/** Listens for the order of this process' parent, and tells it how it goes. */
export function runImporter(parts: ImporterParts): void {
  let allowPublishing: () => void = () => undefined;
  const publishingAllowed = new Promise<void>((resolve) => {
    allowPublishing = resolve;
  });
  process.on('message', (message: ImporterOrder) => {
    if (message.type === 'publish') allowPublishing();
    else void runOrder(message, parts, () => publishingAllowed);
  });
  tell({ type: 'ready' });
}

async function runOrder(order: ImportOrder, parts: ImporterParts, leave: () => Promise<void>): Promise<void> {
  const { jobId, requestId, specification } = order;
  const log = parts.logger.child({ jobId, requestId });
  log.info({ dataset: specification.dataset }, 'importing');
  try {
    const { rows } = await runImport(order, parts, leave);
    log.info({ dataset: specification.dataset, rows }, 'imported');
    tell({ type: 'published' });
  } catch (error) {
    log.warn({ err: error }, 'import failed');
    const { code, message } = sortFailure(error);
    tell({ type: 'failed', code, message });
  }
  if (process.connected) process.disconnect();
}

function runImport(
  { jobId, attempt, specification, workspace }: ImportOrder,
  { config, storage, importFiles }: ImporterParts,
  leave: () => Promise<void>,
) {
  const { dataset, digest, files, options } = specification;
  // It was checked at submission, but has been in Redis since.
  if (!isImportOptions(options))
    throw new AppError('ERR_INTERNAL', 'Expected the options of an import. Received: others.');
  tell({ type: 'importing' });
  return importDataset({
    job: { name: dataset, job: jobId, attempt, digest, files, options },
    importFiles,
    storage,
    workspace,
    limits: {
      memoryBytesMax: importMemory(config).bytesMax,
      expandedBytesMax: config.expandedLimitBytes,
      archiveFilesMax: config.archiveFilesLimit,
      rowsMax: config.rowsLimit,
      columnsMax: config.columnsLimit,
    },
    // Whoever wants to stop an importer kills it.
    signal: new AbortController().signal,
    tell: {
      progress: createProgress(),
      leaveToPublish() {
        tell({ type: 'imported' });
        return leave();
      },
    },
  });
}

/** Tells the worker how far it is, some times a second at most. */
function createProgress(): (fraction: number | undefined, message: string) => void {
  const started = performance.now();
  let told = { at: -Infinity, fraction: 0, message: '' };
  return (fraction = told.fraction, message) => {
    const now = performance.now();
    if (now - told.at < PROGRESS_EVERY_MS && message === told.message) return;
    told = { at: now, fraction: Math.min(Math.max(fraction, told.fraction), 1), message };
    const seconds = (now - started) / 1000;
    const etaSeconds = told.fraction > 0 ? Math.round((seconds / told.fraction) * (1 - told.fraction)) : null;
    tell({ type: 'progress', fraction: told.fraction, etaSeconds, message });
  };
}

function tell(message: ImporterMessage): void {
  // The worker may go at any moment: `disconnect` is what ends us then.
  if (process.connected) process.send?.(message, () => undefined);
}
