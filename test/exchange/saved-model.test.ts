/**
 * SavedModels: what they answer is what this service answers. TensorFlow itself is asked, once by its C library, in a process that
 * knows nothing else, and once by what its Python answered (`test/oracles/saved_models.py`).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { preprocessingKind } from '../../src/data/index.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import type { ExchangeFile, ExportedVersion } from '../../src/exchange/format.ts';
import { savedModelExport } from '../../src/exchange/saved-model/index.ts';
import { createNetwork } from '../../src/models/index.ts';
import { inUnits } from '../../src/prediction/answers.ts';
import { BATCH, inputsOf, LAYER_CASES, networkOf } from '../models/layer-cases.ts';
import { programOf } from '../support/program.ts';
import type { SavedModelOutcome, SavedModelRun } from '../support/saved-model-runner.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { versionOf } from './random-version.ts';
import { type SavedModelCase, savedModelCases } from './saved-model-cases.ts';

interface Recorded {
  readonly unicode: string;
  readonly cases: Readonly<Record<string, { readonly digest: string; readonly outputs: readonly number[][] }>>;
}

const RECORDS = path.resolve(import.meta.dirname, '../oracles/saved-models.json');
const recorded = JSON.parse(readFileSync(RECORDS, 'utf8')) as Recorded;
const TOLERANCE = 1e-6;
/** Of whole batches that a network computes in another order. */
const NETWORK_TOLERANCE = 2e-6;
/** What tfjs-node has tensors of. */
const NODE_DTYPES = ['uint8', 'float32', 'string'];

let folder: string;
before(async () => {
  folder = await makeTemporaryFolder();
});

describe('a version as a SavedModel', () => {
  for (const each of savedModelCases()) {
    test(`${each.name}: Python's TensorFlow answered as this service does`, async () => {
      const { digest, outputs } = recorded.cases[each.name] ?? { digest: '', outputs: [] };
      const answered = await answersOf(each);
      for (const [index, row] of answered.entries()) assertNear(row, outputs[index] ?? [], TOLERANCE);
      // What characters there are is Unicode's to say, of which each Node has a version.
      const isSame =
        recorded.unicode === process.versions['unicode'] || each.version.manifest.preprocessing.kind !== 'text';
      if (isSame) assert.equal(await digestOf(each), digest, 'another graph than was recorded: run the oracle again');
    });
  }

  test('is the same bytes each time, and keeps no tensor', async () => {
    const [each] = savedModelCases();
    const memory = tensorMemory();
    assert.ok(each);
    const [one, other] = [await savedModelExport.files(each.version), await savedModelExport.files(each.version)];
    assert.deepEqual(one, other);
    assert.deepEqual(tensorMemory(), memory);
  });

  test("is answered as here by TensorFlow's C library", async () => {
    const cases = savedModelCases().filter(({ tensors, version }) => {
      const isKnown = Object.values(tensors).every(({ dtype }) => NODE_DTYPES.includes(dtype));
      return isKnown && version.manifest.task !== 'regression';
    });
    assert.ok(cases.length >= 6);
    const runs = await Promise.all(
      cases.map(async ({ name, version, tensors }) => ({
        folder: await writeModel(name, version),
        signature: 'serving_default',
        inputs: tensors,
      })),
    );
    for (const [index, outcome] of (await run(runs)).entries()) {
      const each = cases[index] as SavedModelCase;
      const answered = await answersOf(each);
      const { probabilities = [], label } = outputsOf(outcome);
      assertNear(probabilities as number[], answered.flat(), TOLERANCE);
      const { labels, task } = each.version.manifest;
      if (task === 'classification')
        assert.deepEqual(
          label,
          answered.map((row) => labels[row.indexOf(Math.max(...row))]),
        );
    }
  });

  test("has every layer in operations of TensorFlow's own, which compute what ours do", async () => {
    const runs: SavedModelRun[] = [];
    const expected: Float32Array[] = [];
    for (const each of LAYER_CASES) {
      const network = networkOf(each, each.layers, 5);
      const inputs = inputsOf(each);
      expected.push(network.predict(inputs, BATCH));
      const labels = Array.from({ length: network.outputShape.at(-1) ?? 1 }, (_, index) => `${index}`);
      const shape = [...each.inputShape];
      const preprocessing = { kind: 'tensor' as const, shape, offsets: [0], divisors: [1] };
      const form = { inputShape: shape, task: 'classification' as const, labels, network: 'mlp' as const };
      const version = versionOf('layers', { ...form, preprocessing }, each.layers, network.weights());
      network.dispose();
      runs.push({
        folder: await writeModel(`layers-${runs.length}`, version),
        signature: 'network',
        inputs: { inputs: { dtype: 'float32', shape: [BATCH, ...each.inputShape], values: [...inputs] } },
      });
    }
    for (const [index, outcome] of (await run(runs)).entries()) {
      const { outputs = [] } = outputsOf(outcome, LAYER_CASES[index]?.name);
      assertNear(outputs as number[], [...(expected[index] as Float32Array)], NETWORK_TOLERANCE);
    }
  });

  test("refuses a text that is not in Unicode's form NFKC, whose answer would be another", async () => {
    const words = savedModelCases().find(({ name }) => name === 'texts-words');
    assert.ok(words);
    const place = await writeModel('normal', words.version);
    const asked = ['ﬁne', 'e\u0301', 'q\u0323\u0307', 'q\u0307\u0323', '\u1112\u1161', 'x'.repeat(1_000_001)];
    const runs = asked.map((text) => ({
      folder: place,
      signature: 'serving_default',
      inputs: { 'the review': { dtype: 'string', shape: [1], values: [text] } },
    }));
    const said = (await run(runs)).map((outcome) => ('error' in outcome ? outcome.error : 'answered'));
    for (const [index, outcome] of said.entries()) {
      if (index === 2) assert.equal(outcome, 'answered');
      else assert.match(outcome, index === 5 ? /at most 1000000 bytes/ : /Unicode.*form NFKC/);
    }
  });
});

/** What this service answers. */
async function answersOf({ version: { manifest, weights }, instances }: SavedModelCase): Promise<number[][]> {
  const { preprocessing, layers, inputShape, labels } = manifest;
  const inputs = await preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
  const network = createNetwork(layers, inputShape, weights);
  const outputs = network.predict(inputs, instances.length);
  network.dispose();
  const size = labels.length;
  return instances.map((_, index) => inUnits(manifest, [...outputs.subarray(index * size, (index + 1) * size)]));
}

async function digestOf({ version }: SavedModelCase): Promise<string> {
  const hash = createHash('sha256');
  for (const { path: name, bytes } of await savedModelExport.files(version))
    if (name === 'saved_model.pb' || name.startsWith('variables/')) hash.update(bytes);
  return hash.digest('hex');
}

async function writeModel(name: string, version: ExportedVersion): Promise<string> {
  const place = path.join(folder, name);
  for (const file of await savedModelExport.files(version)) await write(place, file);
  return place;
}

async function write(place: string, { path: name, bytes }: ExchangeFile): Promise<void> {
  const file = path.join(place, name);
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, bytes);
}

async function run(runs: readonly SavedModelRun[]): Promise<SavedModelOutcome[]> {
  const program = programOf('test/support/saved-model-runner.ts');
  const child = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  child.stdin.end(JSON.stringify(runs));
  return (await json(child.stdout)) as SavedModelOutcome[];
}

function outputsOf(outcome: SavedModelOutcome, name = ''): Readonly<Record<string, unknown[]>> {
  if ('error' in outcome) assert.fail(`${name}: ${outcome.error}`);
  return outcome.outputs;
}

function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const near = Math.abs((actual[index] ?? Number.NaN) - value) <= tolerance * Math.max(1, Math.abs(value));
    assert.ok(near, `[${index}]: ${actual[index]}, not ${value}`);
  }
}
