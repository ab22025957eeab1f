/** Evaluations and batch predictions over HTTP; and the same in this process, which spares a scorer for each. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { createDatasetCatalog, fitEvaluation, repeatableColumns } from '../../src/data/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { evaluateVersion } from '../../src/worker/scorer/evaluate-version.ts';
import { predictDataset } from '../../src/worker/scorer/predict-dataset.ts';
import type { Client, Json } from './client.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Submits what must succeed, and waits for its end. */
export async function score(client: Client, path: string, request: object): Promise<Json> {
  const { status, body, text } = await client.post(path, request, { prefer: 'wait=120' });
  assert.equal(status, 200, text);
  assert.equal(body.status, 'succeeded', JSON.stringify(body.error));
  return body;
}

/** The lines of a file of JSON lines that a batch prediction has made. */
export async function predictedLines(client: Client, request: object): Promise<{ job: Json; lines: Json[] }> {
  const job = await score(client, '/v1/batch-predictions', request);
  const { status, text } = await client.get(`/v1/jobs/${job.id}/output`);
  assert.equal(status, 200, text);
  const lines = linesOf(text);
  assert.equal(lines.length, job.output.rows);
  return { job, lines };
}

export interface ScorerHere {
  /** Measures version 1 of a model on a dataset. */
  evaluate(model: string, dataset: string): Promise<Json>;
  /** Predicts a dataset with it, repeating all columns. */
  predict(model: string, dataset: string): Promise<Json[]>;
}

/** What a scorer does, by the functions that it does it with. */
export async function scorerHere(dataDir: string): Promise<ScorerHere> {
  const storage = await openFileStorage(path.join(dataDir, 'storage'));
  const [catalog, registry] = [createDatasetCatalog(storage), createRegistry(storage)];
  const common = { catalog, registry, memoryBytesMax: 2 ** 28, tell: () => undefined };

  async function known(model: string, name: string) {
    const manifest = await registry.manifest({ model, version: 1 });
    const dataset = await catalog.open(name);
    assert.ok(manifest && dataset);
    const { weightsDigest } = manifest;
    const { digest: datasetDigest } = dataset.manifest;
    return { manifest, dataset, names: { model, version: 1, weightsDigest, dataset: name, datasetDigest } };
  }

  return {
    async evaluate(model, name) {
      const { manifest, dataset, names } = await known(model, name);
      const { data, preprocessing, lineage } = manifest;
      const fitted = { name: model, data, preprocessing, datasetDigest: lineage.dataset?.digest };
      const { plan, part } = fitEvaluation(dataset.manifest, fitted, {});
      const specification = { ...names, data: plan, part, seed: lineage.seed };
      return evaluateVersion({ ...common, specification, workspace: await makeTemporaryFolder() });
    },
    async predict(model, name) {
      const { manifest, dataset, names } = await known(model, name);
      const specification = { ...names, format: 'ndjson', columns: repeatableColumns(dataset, manifest.data) } as const;
      const options = { ...common, storage, outputBytesMax: 2 ** 30, workspace: await makeTemporaryFolder() };
      const output = { key: `jobs/${name}/output/1.ndjson`, mediaType: 'application/x-ndjson' };
      const { rows } = await predictDataset({ ...options, specification, output });
      const lines = linesOf(String(await storage.get(output.key)));
      assert.equal(lines.length, rows);
      return lines;
    },
  };
}

function linesOf(text: string): Json[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
