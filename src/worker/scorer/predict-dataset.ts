/**
 * Predicts all rows of a dataset into one file in storage: read, predicted and written some at a time, in bounded memory. The
 * predictor is that of the prediction endpoint, so the answers are.
 */
import { Readable } from 'node:stream';
import {
  type Dataset,
  type DatasetCatalog,
  encodeFlatRows,
  type ImportDatasetOptions,
  jsonLines,
  readInstances,
} from '../../data/index.ts';
import { createPredictor, createReader } from '../../prediction/index.ts';
import type { JobOutput, PredictionSpecification } from '../../queue/index.ts';
import type { Manifest, Registry } from '../../registry/index.ts';
import { openDataset, openVersion } from '../submitted-parts.ts';
import type { OutputPlace, ScorerMessage } from './messages.ts';
import { asColumns, asLine, columnsOf } from './output-form.ts';
import { type PredictedRow, predictRows } from './predicted-rows.ts';
import { scoringProgress } from './scoring-progress.ts';

export interface PredictOptions {
  readonly specification: PredictionSpecification;
  readonly output: OutputPlace;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  readonly storage: ImportDatasetOptions['storage'];
  readonly outputBytesMax: number;
  /** Of reading a table. */
  readonly memoryBytesMax: number;
  /** A folder for files of this job, which its owner removes. */
  readonly workspace: string;
  tell(message: ScorerMessage): void;
}

interface Counts {
  rows: number;
  refusedRows: number;
}

/** @throws AppError ERR_TOO_LARGE beyond what an output may take, ERR_VERSION_UNKNOWN, ERR_DATASET_UNKNOWN. */
export async function predictDataset(options: PredictOptions): Promise<JobOutput> {
  const { specification, output, catalog, registry, storage, outputBytesMax } = options;
  const manifest = await openVersion(registry, specification);
  const dataset = await openDataset(catalog, specification);
  const counts: Counts = { rows: 0, refusedRows: 0 };
  const { format } = specification;
  const { signal } = new AbortController();
  options.tell({ type: 'scoring' });
  const bytes = Readable.from(encoded(dataset, manifest, counts, options, signal), { objectMode: false });
  const written = await storage.putStream(output.key, bytes, { bytesMax: outputBytesMax, signal });
  return { format, mediaType: output.mediaType, ...written, ...counts };
}

function encoded(
  dataset: Dataset,
  manifest: Manifest,
  counts: Counts,
  options: PredictOptions,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { memoryBytesMax, workspace } = options;
  const { format, columns } = options.specification;
  const rows = predicted(dataset, manifest, counts, options, signal);
  if (format === 'ndjson') return jsonLines(mapped(rows, asLine));
  const { content } = dataset.manifest;
  const profiles = content.form === 'table' ? content.columns.filter(({ name }) => columns.includes(name)) : [];
  const flat = mapped(rows, (row) => asColumns(manifest, row));
  return encodeFlatRows(format, columnsOf(manifest, profiles), flat, { memoryBytesMax, workspace, signal });
}

async function* predicted(
  dataset: Dataset,
  manifest: Manifest,
  counts: Counts,
  options: PredictOptions,
  signal: AbortSignal,
): AsyncGenerator<PredictedRow[], void, void> {
  const { specification, memoryBytesMax, workspace, tell } = options;
  const { data, preprocessing } = manifest;
  // The one version, read once: its preprocessing is indexed for as long as it is the same object.
  const versions = async () => [manifest.version];
  const registry = { ...options.registry, versions, manifest: async () => manifest };
  const reader = createReader({ countMax: 1, bytesMax: 1 });
  const predictor = createPredictor({
    ...{ registry, reader, loadedModelsMax: 1 },
    onEager: (_version, reason) =>
      tell({ type: 'log', message: `This version predicts eagerly, several times slower than as a graph: ${reason}` }),
  });
  const told = scoringProgress('predicting', dataset.manifest.rows, (progress) => tell({ type: 'progress', progress }));
  const wish = { data, preprocessing, repeated: specification.columns };
  const version = { model: manifest.model, version: manifest.version };
  try {
    for await (const chunk of readInstances(dataset, wish, { memoryBytesMax, workspace, signal })) {
      const rows = await predictRows(predictor, version, chunk, counts.rows);
      counts.rows += rows.length;
      counts.refusedRows += rows.filter(({ error }) => error !== undefined).length;
      yield rows;
      told(chunk.rowsRead);
    }
  } finally {
    await predictor.close();
  }
}

async function* mapped<T, R>(
  chunks: AsyncIterable<readonly T[]>,
  map: (each: T) => R,
): AsyncGenerator<R[], void, void> {
  for await (const chunk of chunks) yield chunk.map(map);
}
