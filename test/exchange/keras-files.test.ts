/** Files that Keras 3 and Keras 2 saved (test/oracles/keras_files.py) become networks that compute what Keras computed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { test } from 'node:test';
import { IMPORT_FORMATS } from '../../src/exchange/formats.ts';
import { openFiles } from '../../src/exchange/import-files.ts';
import { createNetwork } from '../../src/models/index.ts';
import { placeLayers, product } from '../../src/models/specification/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

interface Known {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const FOLDER = new URL('../fixtures/models/', import.meta.url);
const { files } = JSON.parse(readFileSync(new URL('outputs.json', FOLDER), 'utf8')) as { files: Record<string, Known> };
const BATCH = 3;

async function readModel(name: string) {
  const storage = await openFileStorage(await makeTemporaryFolder());
  await storage.put('uploads/1/0', await fs.readFile(new URL(name, FOLDER)));
  const opened = await openFiles(storage, [{ key: 'uploads/1/0', name }], { expandedBytesMax: 10_000_000 });
  try {
    for (const format of IMPORT_FORMATS) if (await format.recognizes(opened)) return await format.read(opened, {});
    throw new Error(`nobody recognizes ${name}`);
  } finally {
    await opened.close();
  }
}

for (const [name, { inputs, outputs }] of Object.entries(files)) {
  test(`${name} computes what it did in Keras`, async () => {
    const { layers, inputShape, weights, scaling, scales, notes } = await readModel(name);
    const { offsets, divisors } = scaling ?? { offsets: [0], divisors: [1] };
    const at = (numbers: readonly number[], index: number): number => numbers[index % numbers.length] as number;
    const scaled = Float32Array.from(inputs, (value, index) => (value - at(offsets, index)) / at(divisors, index));
    assert.equal(scaled.length, BATCH * product(inputShape));
    const byName = new Map(weights.map((weight) => [weight.name, weight]));
    const expected = placeLayers(layers, inputShape).flatMap(({ layer, effect }) =>
      effect.weights.map((weight) => `${layer.name}/${weight.name}`),
    );
    const network = createNetwork(
      layers,
      inputShape,
      expected.map((each) => byName.get(each) as (typeof weights)[0]),
    );
    const computed = network.predict(scaled, BATCH);
    network.dispose();
    assert.equal(computed.length, outputs.length);
    for (const [index, output] of computed.entries()) {
      const { mean, deviation } = scales?.[index % scales.length] ?? { mean: 0, deviation: 1 };
      const wanted = outputs[index] as number;
      assert.ok(
        Math.abs(output * deviation + mean - wanted) < 2e-5,
        `${index}: ${output * deviation + mean}, not ${wanted}`,
      );
    }
    if (name.startsWith('recurrent')) assert.match(String(notes), /recurrent_dropout of the layer "lstm/);
  });
}
