/** What a trainer does, in this process, by the functions that it does it with; and small datasets for it. */
import { readFile } from 'node:fs/promises';
import { createDatasetCatalog } from '../../src/data/index.ts';
import type { JobRequest, JobSpecification } from '../../src/models/specification/index.ts';
import { newJobId } from '../../src/queue/index.ts';
import { createCheckpoints, createRegistry, findVersion, type Manifest } from '../../src/registry/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { planJob } from '../../src/submission/index.ts';
import type { TrainerMessage } from '../../src/worker/trainer/messages.ts';
import { trainJob } from '../../src/worker/trainer/train-job.ts';
import { type StoredContent, storeDataset } from './stored-dataset.ts';
import { datasetOf, type TestTable } from './table-dataset.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface Trained {
  readonly specification: JobSpecification;
  readonly manifest: Manifest;
  /** By name. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly told: readonly TrainerMessage[];
}

export interface TrainingOptions {
  /** The training is left after each of these epochs, and gone on with by a trainer of its own. */
  readonly pausesAt?: readonly number[];
  readonly memoryBytesMax?: number;
}

export interface TrainerHere {
  readonly storage: Storage;
  /** Keeps a dataset. */
  store(name: string, content: StoredContent | TestTable): Promise<void>;
  plan(request: JobRequest): Promise<JobSpecification>;
  /** Trains to a version. */
  train(request: JobRequest, options?: TrainingOptions): Promise<Trained>;
}

export async function trainerHere(): Promise<TrainerHere> {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const [catalog, registry, checkpoints] = [
    createDatasetCatalog(storage),
    createRegistry(storage),
    createCheckpoints(storage),
  ];
  const limits = { parametersMax: 1_000_000 };
  const version = (reference: string) => findVersion(registry, reference);

  async function plan(request: JobRequest): Promise<JobSpecification> {
    return (await planJob(request, { catalog, limits, version })).specification;
  }

  return {
    storage,
    plan,
    async store(name, content) {
      await storeDataset(storage, name, 'imported' in content ? content : await tableContent(content));
    },
    async train(request, { pausesAt = [], memoryBytesMax = 2 ** 28 } = {}) {
      const specification = await plan(request);
      const jobId = newJobId();
      const { signal: pause } = new AbortController();
      const told: TrainerMessage[] = [];
      for (const [index, pauseAt] of [...pausesAt, undefined].entries()) {
        const published = await trainJob({
          ...{ jobId, attempt: index + 1, specification, catalog, registry, checkpoints, memoryBytesMax, pauseAt },
          ...{ workspace: await makeTemporaryFolder(), pause, leaveToPublish: async () => undefined },
          tell: (message) => told.push(message),
        });
        if (!published) continue;
        const manifest = (await registry.manifest(published)) as Manifest;
        const weights = new Map((await registry.weights(manifest)).map(({ name, values }) => [name, values]));
        return { specification, manifest, weights, told };
      }
      throw new Error('Expected a version. Received: none.');
    },
  };
}

async function tableContent(table: TestTable): Promise<StoredContent> {
  const dataset = await datasetOf(table);
  const { kind, rows, content, warnings, parts } = dataset.manifest;
  return {
    imported: { kind, rows, content, warnings, ...(parts && { parts }) },
    files: { 'table.parquet': await readFile(await dataset.table()) },
  };
}
