/** SavedModels that are read: those of this service come back as they were, those of Keras 2 compute what they did, others say why not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { describe, test } from 'node:test';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { ExchangeFile, ExportedVersion } from '../../src/exchange/format.ts';
import { openFiles } from '../../src/exchange/import-files.ts';
import { savedModelExport, savedModelImport } from '../../src/exchange/saved-model/index.ts';
import { encodeMessage } from '../../src/exchange/saved-model/messages.ts';
import { readTable, writeTable } from '../../src/exchange/saved-model/sorted-table.ts';
import { createNetwork } from '../../src/models/index.ts';
import { placeLayers } from '../../src/models/specification/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { importedFiles } from '../support/imported-files.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { randomVersion } from './random-version.ts';
import { savedModelCases } from './saved-model-cases.ts';

interface Known {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const FOLDER = new URL('../fixtures/models/', import.meta.url);
const { files: KERAS } = JSON.parse(readFileSync(new URL('saved-models.json', FOLDER), 'utf8')) as {
  files: Record<string, Known>;
};
const INDEX = 'variables/variables.index';
const DATA = 'variables/variables.data-00000-of-00001';
const SIDE = 'assets.extra/epochd.json';
const BATCH = 3;

async function readFixture(name: string) {
  const storage = await openFileStorage(await makeTemporaryFolder());
  await storage.put('uploads/1/0', await fs.readFile(new URL(name, FOLDER)));
  const opened = await openFiles(storage, [{ key: 'uploads/1/0', name }], { expandedBytesMax: 10_000_000 });
  try {
    assert.ok(await savedModelImport.recognizes(opened));
    return await savedModelImport.read(opened, {});
  } finally {
    await opened.close();
  }
}

for (const [name, { inputs, outputs }] of Object.entries(KERAS)) {
  test(`${name}, which Keras 2 saved, computes what it did there`, async () => {
    const { layers, inputShape, weights } = await readFixture(name);
    const byName = new Map(weights.map((weight) => [weight.name, weight]));
    const ordered = placeLayers(layers, inputShape).flatMap(({ layer, effect }) =>
      effect.weights.map((weight) => byName.get(`${layer.name}/${weight.name}`) as (typeof weights)[0]),
    );
    const network = createNetwork(layers, inputShape, ordered);
    const computed = network.predict(Float32Array.from(inputs), BATCH);
    network.dispose();
    assert.equal(computed.length, outputs.length);
    for (const [index, output] of computed.entries()) assert.ok(Math.abs(output - (outputs[index] ?? 0)) < 1e-5);
  });
}

test('a SavedModel of something else is refused, with what it is and what can be imported', async () => {
  await assert.rejects(readFixture('saved-model-foreign.zip'), {
    code: 'ERR_MODEL_FILE',
    message:
      /of Keras 2 .* Received: one of TensorFlow 2\.21\.0 with the signatures .*"serving_default".* \.keras and \.h5/,
  });
});

test('every version comes back as it was: layers, weights, and all that was known of it', async () => {
  for (const { version } of savedModelCases()) {
    const read = await savedModelImport.read(importedFiles(await savedModelExport.files(version)), {});
    assert.deepEqual(read.weights, version.weights);
    assert.deepEqual(read.layers, version.manifest.layers);
    assert.deepEqual(read.side?.manifest, version.manifest);
  }
});

describe('a SavedModel that is damaged, or made to do damage, is refused:', () => {
  const version = randomVersion('small', {
    preprocessing: { kind: 'tensor', shape: [3], offsets: [0], divisors: [1] },
    ...{ inputShape: [3], network: { layers: [{ type: 'dense', units: 4 }] }, task: 'regression', labels: ['y'] },
  });

  const cases: Readonly<Record<string, { readonly change: Changes; readonly said: RegExp }>> = {
    'other numbers': { change: { [DATA]: flip(5) }, said: /numbers of "dense\/kernel" as they were written/ },
    'numbers cut off': {
      change: { [DATA]: (bytes) => bytes.subarray(0, 20) },
      said: /Expected at least 84 bytes of variables\. Received: 20/,
    },
    'no numbers': {
      change: { [DATA]: undefined },
      said: /Expected a file "variables\/variables\.data-00000-of-00001"/,
    },
    'no index': { change: { [INDEX]: undefined }, said: /Expected a file "variables\/variables\.index"/ },
    'another entry in the index': { change: { [INDEX]: flip(3) }, said: /a block whose checksum is another/ },
    'an index cut off': { change: { [INDEX]: (bytes) => bytes.subarray(0, 60) }, said: /Received: another ending/ },
    'an index of nothing': { change: { [INDEX]: () => Buffer.alloc(0) }, said: /Received: another ending/ },
    'an index that points beyond its end': {
      change: { [INDEX]: withHandle(2 ** 40, 10) },
      said: /a block beyond its end/,
    },
    'an index that points to what is negative': {
      change: { [INDEX]: withHandle(-20, 10) },
      said: /a block beyond its end|bytes that are none/,
    },
    'all variables in one place': {
      change: { [INDEX]: rewritten((key, value) => [key, key === '' ? value : entry(0, 48)]) },
      said: /Expected at least 192 bytes of variables/,
    },
    'a variable of another name': {
      change: { [INDEX]: rewritten((key, value) => [key.replace('dense/', 'thick/'), value]) },
      said: /Expected a variable "dense\/kernel"\. Received: none of that name among ".*thick\/kernel"/,
    },
    'a variable far behind the end': {
      change: { [INDEX]: rewritten((key, value) => [key, key === 'dense/kernel' ? entry(2 ** 50, 48) : value]) },
      said: /Expected 48 bytes of "dense\/kernel"\. Received: 0/,
    },
    'a variable before the start': {
      change: { [INDEX]: rewritten((key, value) => [key, key === 'dense/kernel' ? entry(-8, 48) : value]) },
      said: /Expected 48 bytes of "dense\/kernel"/,
    },
    'a shape of endless size': {
      change: {
        [INDEX]: rewritten((key, value) => [key, key === 'dense/kernel' ? entry(0, 48, [2 ** 40, 2 ** 40]) : value]),
      },
      said: /bytes of "dense\/kernel"/,
    },
    'a shape below zero': {
      change: { [INDEX]: rewritten((key, value) => [key, key === 'dense/kernel' ? entry(0, 48, [-3, -4]) : value]) },
      said: /"dense\/kernel"/,
    },
    'numbers of another type': {
      change: { [INDEX]: rewritten((key, value) => [key, key === 'dense/kernel' ? entry(0, 48, [3, 4], 2) : value]) },
      said: /Expected float32 numbers in "dense\/kernel"\. Received: type 2/,
    },
    'a million files of variables': {
      change: { [INDEX]: rewritten((key, value) => [key, key === '' ? encodeMessage([[1, 1_000_000]]) : value]) },
      said: /Expected at most 1000 files of variables/,
    },
    'a manifest that is none': { change: { [SIDE]: () => Buffer.from('{"epochd":1}') }, said: /epochd\.json at / },
    'no manifest, and no graph either': {
      change: { [SIDE]: undefined, 'saved_model.pb': () => Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]) },
      said: /Expected a message of protocol buffers/,
    },
    'no manifest, but one of Keras that is none': {
      change: { [SIDE]: undefined, 'keras_metadata.pb': () => Buffer.from([0xff]) },
      said: /Expected a message of protocol buffers/,
    },
  };
  for (const [name, { change, said }] of Object.entries(cases)) {
    test(name, async () => {
      const files = importedFiles(await changed(version, change));
      assert.ok(await savedModelImport.recognizes(files));
      await assert.rejects(savedModelImport.read(files, {}), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'ERR_MODEL_FILE', `${error.stack}`);
        assert.match(error.message, said);
        return true;
      });
    });
  }
});

/** By the paths of files: what becomes of each; undefined takes it away. */
type Changes = Readonly<Record<string, ((bytes: Buffer) => Uint8Array) | undefined>>;

async function changed(version: ExportedVersion, changes: Changes): Promise<ExchangeFile[]> {
  const files = new Map((await savedModelExport.files(version)).map(({ path, bytes }) => [path, Buffer.from(bytes)]));
  for (const [path, change] of Object.entries(changes)) {
    if (change) files.set(path, Buffer.from(change(files.get(path) ?? Buffer.alloc(0))));
    else files.delete(path);
  }
  return [...files].map(([path, bytes]) => ({ path, bytes }));
}

function flip(at: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };
}

/** An index whose footer says that its blocks lie there. */
function withHandle(offset: number, size: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const handles = new BinaryWriter().uint64(0).uint64(8).int64(offset).uint64(size).finish();
    const copy = Buffer.from(bytes);
    copy.fill(0, copy.length - 48, copy.length - 8);
    copy.set(handles, copy.length - 48);
    return copy;
  };
}

function rewritten(change: (key: string, value: Buffer) => [string, Uint8Array]): (bytes: Buffer) => Buffer {
  return (bytes) => writeTable([...readTable(bytes)].map(([key, value]) => change(key, value)));
}

/** `BundleEntryProto`. */
function entry(offset: number, bytes: number, shape: readonly number[] = [3, 4], dtype = 1): Uint8Array {
  return encodeMessage([
    [1, dtype],
    [2, encodeMessage(shape.map((size) => [2, encodeMessage([[1, size]])]))],
    [4, offset],
    [5, bytes],
    [6, { fixed32: 0 }],
  ]);
}
