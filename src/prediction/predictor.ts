/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { setImmediate } from 'node:timers/promises';
import { decodePicture, type Preprocessing, preprocess } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Inference } from '../models/index.ts';
import type { Registry } from '../registry/index.ts';
import { show } from '../schema-words.ts';
import { decodeInstances } from './instances.ts';
import { createLoadedModels, type ReadyModel } from './loaded-models.ts';
import { type ModelReference, resolveReference } from './reference.ts';
import type { Slices } from './slices.ts';

export interface LabelledPrediction {
  readonly label: string;
  readonly probability: number;
  /** The likeliest labels, at most five, falling. */
  readonly top: readonly { readonly label: string; readonly probability: number }[];
}

export interface Predictor {
  /**
   * Predicts instances in TensorFlow Serving's row format.
   * @returns one list of class probabilities for each instance.
   * @throws AppError ERR_NOT_FOUND, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE.
   */
  predictInstances(reference: ModelReference, instances: unknown): Promise<number[][]>;
  /** Predicts one picture file. @throws AppError as `predictInstances`. */
  predictPicture(reference: ModelReference, bytes: Uint8Array): Promise<LabelledPrediction>;
  close(): void;
}

export interface PredictorOptions {
  readonly registry: Registry;
  readonly loadedModelsMax: number;
  readonly instancesMax: number;
}

const TOP = 5;

export function createPredictor({ registry, loadedModelsMax, instancesMax }: PredictorOptions): Predictor {
  const models = createLoadedModels(registry, loadedModelsMax);

  async function predictInstances(reference: ModelReference, instances: unknown): Promise<number[][]> {
    const manifest = await resolveReference(registry, reference);
    const rows = await decodeInstances(expectInstances(instances, instancesMax), manifest.preprocessing);
    return models.use(manifest, (model) => compute(model, manifest.preprocessing, rows));
  }

  async function predictPicture(reference: ModelReference, bytes: Uint8Array): Promise<LabelledPrediction> {
    const manifest = await resolveReference(registry, reference);
    const pixels = await decodePicture(bytes, manifest.preprocessing);
    const [probabilities = []] = await models.use(manifest, (model) => compute(model, manifest.preprocessing, pixels));
    return labelled(probabilities, manifest.labels);
  }

  return { predictInstances, predictPicture, close: () => models.close() };
}

function expectInstances(instances: unknown, countMax: number): readonly unknown[] {
  if (!Array.isArray(instances)) throw new AppError('ERR_INSTANCES', "Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw new AppError('ERR_INSTANCES', "No values in 'instances' array");
  if (instances.length > countMax) {
    throw new AppError('ERR_INSTANCES', `Expected at most ${countMax} instances. Received: ${show(instances.length)}.`);
  }
  return instances;
}

/**
 * Computes outputs a slice at a time, so that other requests are answered between two slices.
 * @param inputs raw inputs, which are preprocessed in place.
 */
async function compute(
  { inference, slices }: ReadyModel,
  preprocessing: Preprocessing,
  inputs: Float32Array,
): Promise<number[][]> {
  preprocess(preprocessing, inputs);
  const { inputSize, outputSize } = inference;
  const rows: number[][] = [];
  for (let start = 0; start < inputs.length; ) {
    if (start > 0) await setImmediate();
    const slice = inputs.subarray(start, start + slices.size * inputSize);
    const outputs = predictTimed(inference, slices, slice);
    for (let row = 0; row < outputs.length; row += outputSize)
      rows.push(expectFinite(outputs.subarray(row, row + outputSize)));
    start += slice.length;
  }
  return rows;
}

function predictTimed(inference: Inference, slices: Slices, inputs: Float32Array): Float32Array {
  const count = inputs.length / inference.inputSize;
  const start = performance.now();
  const outputs = inference.predict(inputs, count);
  // A smaller one, as most requests are, says too little.
  if (count === slices.size) slices.took(performance.now() - start);
  return outputs;
}

function expectFinite(outputs: Float32Array): number[] {
  if (outputs.every(Number.isFinite)) return Array.from(outputs);
  throw new AppError(
    'ERR_PREDICTION_NOT_FINITE',
    'Expected finite predictions. Received: NaN or infinity from the model.',
  );
}

function labelled(probabilities: readonly number[], labels: readonly string[]): LabelledPrediction {
  const top = probabilities
    .map((probability, index) => ({ label: labels[index] ?? String(index), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, TOP);
  const [best = { label: '', probability: 0 }] = top;
  return { ...best, top };
}
