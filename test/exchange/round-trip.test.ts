/**
 * Every layer, with every argument, goes out in each format and comes back: as a file of ours, with the very layers; and as a file
 * that somebody else made, by what stands in it alone.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type LayersModel, tf } from '../../src/engine/index.ts';
import type { ExchangeFile, ImportedFiles, ImportedNetwork } from '../../src/exchange/format.ts';
import type { Hdf5Content } from '../../src/exchange/hdf5/index.ts';
import { kerasFiles } from '../../src/exchange/keras/export.ts';
import { weightsIn } from '../../src/exchange/keras/import.ts';
import { readGraph } from '../../src/exchange/keras/read-graph.ts';
import { readNetwork } from '../../src/exchange/keras/read-network.ts';
import { restore } from '../../src/exchange/keras/restore.ts';
import { parseSideFile } from '../../src/exchange/side-file.ts';
import { tfjsExport } from '../../src/exchange/tfjs/export.ts';
import { tfjsImport } from '../../src/exchange/tfjs/import.ts';
import { createNetwork, type NamedWeight } from '../../src/models/index.ts';
import { placeLayers } from '../../src/models/specification/index.ts';
import { BATCH, inputsOf, LAYER_CASES, type LayerCase } from '../models/layer-cases.ts';
import { type ExportedCase, exportedCase } from '../support/exported-case.ts';

/** The exports that Keras 3 has opened, and computed the same with (test/oracles/keras_exports.py). */
const opened = JSON.parse(readFileSync(new URL('../oracles/keras-exports.json', import.meta.url), 'utf8')) as {
  readonly digests: Readonly<Record<string, string>>;
};
const TOLERANCE = 1e-6;
/** What TensorFlow.js cannot compute, and in which words that is told. */
const NOT_IN_TFJS =
  /^(activation (logSigmoid|hard.*|tanhShrink|softShrink|squareplus|exponential)|relu with all arguments|elu of another alpha|globalMaxPooling1d with equal maxima|upSampling2d bilinear.*|gru|gru of sequences|gru backwards|(lstm|gru) with another gate|bidirectional of sequences|timeDistributed sequences)$/;

interface KerasFile {
  readonly config: unknown;
  readonly content: Hdf5Content;
  readonly files: readonly ExchangeFile[];
}

/** Without HDF5: what would be in it. */
async function kerasOf(version: ExportedCase): Promise<KerasFile> {
  let content: Hdf5Content = { arrays: {}, attributes: {} };
  const files = await kerasFiles(version, async (written) => {
    content = written;
    return new Uint8Array();
  });
  return { config: JSON.parse(textOf(files, 'config.json')), content, files };
}

function textOf(files: readonly ExchangeFile[], path: string): string {
  return Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString('utf8');
}

test('every layer is written for Keras as Keras 3 has opened it', async () => {
  for (const each of LAYER_CASES) {
    const { config, content } = await kerasOf(exportedCase(each));
    assert.equal(digestOf(config, content), opened.digests[each.name], each.name);
  }
});

function digestOf(config: unknown, { arrays, attributes }: Hdf5Content): string {
  const hash = createHash('sha256').update(JSON.stringify([config, attributes]));
  for (const [path, { shape, values }] of Object.entries(arrays))
    hash.update(`${path} ${shape.join()}`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest('hex');
}

test('every layer comes back from a .keras file, as ours and as a stranger’s', async () => {
  for (const each of LAYER_CASES) {
    const version = exportedCase(each);
    const { config, content, files } = await kerasOf(version);
    const graph = readGraph(config);
    const findWeights = weightsIn(content);
    const ours = restore(parseSideFile(Buffer.from(textOf(files, 'epochd.json'))), graph, 'keras', findWeights);
    assertSame(ours, version, each);
    if (each.layers.some(({ type }) => type === 'categoryEmbedding')) continue;
    assertComputes(readNetwork(graph, { writer: 'keras3', findWeights }), version, each);
  }
});

test('every layer that TensorFlow.js has is computed by it, and comes back, also after it was saved by it', async () => {
  for (const each of LAYER_CASES) {
    const version = exportedCase(each);
    if (NOT_IN_TFJS.test(each.name)) {
      await assert.rejects(
        async () => tfjsExport.files(version),
        /as TensorFlow\.js has no other\. Received: /,
        each.name,
      );
      continue;
    }
    const [json, bin] = (await tfjsExport.files(version)) as [ExchangeFile, ExchangeFile];
    assertSame(await readTfjs(json.bytes, bin.bytes), version, each);
    const model = await load(json.bytes, bin.bytes);
    const inputs = inputsOf(each);
    const given = tf.tensor(inputs, [BATCH, ...each.inputShape]);
    const told = model.predict(given) as ReturnType<typeof tf.tensor>;
    assertNear(told.dataSync() as Float32Array, version.outputs(inputs, BATCH), each);
    const [savedJson, savedBin] = await saved(model);
    assertSame(await readTfjs(savedJson, savedBin), version, each);
    model.dispose();
    tf.dispose([given, told]);
  }
});

async function readTfjs(json: Uint8Array, bin: Uint8Array): Promise<ImportedNetwork> {
  const { paths } = JSON.parse(Buffer.from(json).toString()).weightsManifest[0];
  const files: ImportedFiles = {
    paths: ['model.json', ...paths],
    head: async () => Buffer.alloc(0),
    local: async () => '',
    read: async (path) => Buffer.from(path === 'model.json' ? json : bin),
  };
  return tfjsImport.read(files, {});
}

type Loader = typeof import('@tensorflow/tfjs-layers');

async function load(json: Uint8Array, bin: Uint8Array): Promise<LayersModel> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(Buffer.from(json).toString());
  const weightData = Uint8Array.from(bin).buffer;
  const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData, userDefinedMetadata };
  return (tf as unknown as Loader).loadLayersModel({ load: async () => artifacts });
}

async function saved(model: LayersModel): Promise<[Uint8Array, Uint8Array]> {
  let [json, bin] = [new Uint8Array(), new Uint8Array()];
  await model.save({
    async save({ modelTopology, weightSpecs, weightData, userDefinedMetadata }) {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      json = Buffer.from(JSON.stringify({ modelTopology, weightsManifest, userDefinedMetadata }));
      bin = new Uint8Array(weightData as ArrayBuffer);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    },
  });
  return [json, bin];
}

function assertSame(back: ImportedNetwork | undefined, { manifest, weights }: ExportedCase, { name }: LayerCase): void {
  assert.ok(back?.side, name);
  assert.deepEqual(back.layers, manifest.layers, name);
  assert.deepEqual(sorted(back.weights), sorted(weights), name);
}

function sorted(weights: readonly NamedWeight[]) {
  const plain = weights.map(({ name, shape, values }) => ({ name, shape: [...shape], values: [...values] }));
  return plain.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function assertComputes(
  { layers, inputShape, weights }: ImportedNetwork,
  version: ExportedCase,
  each: LayerCase,
): void {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const inOrder = placeLayers(layers, inputShape).flatMap(({ layer, effect }) =>
    effect.weights.map(({ name }) => byName.get(`${layer.name}/${name}`) as NamedWeight),
  );
  const network = createNetwork(layers, inputShape, inOrder);
  const inputs = inputsOf(each);
  assertNear(network.predict(inputs, BATCH), version.outputs(inputs, BATCH), each);
  network.dispose();
}

function assertNear(computed: Float32Array, expected: Float32Array, { name }: LayerCase): void {
  assert.equal(computed.length, expected.length, name);
  for (const [index, value] of computed.entries())
    assert.ok(Math.abs(value - (expected[index] as number)) <= TOLERANCE, `${name}: ${value}, not ${expected[index]}`);
}
