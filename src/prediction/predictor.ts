/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { decodePicture, preprocess } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Registry } from '../registry/index.ts';
import { show } from '../validation.ts';
import { decodeInstances } from './instances.ts';
import { createLoadedModels, type LoadedModel } from './loaded-models.ts';
import { type ModelReference, resolveReference } from './reference.ts';

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
    return run(await models.load(manifest), rows);
  }

  async function predictPicture(reference: ModelReference, bytes: Uint8Array): Promise<LabelledPrediction> {
    const manifest = await resolveReference(registry, reference);
    const pixels = await decodePicture(bytes, manifest.preprocessing);
    const [probabilities = []] = run(await models.load(manifest), pixels);
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

/** @param inputs raw inputs, which are preprocessed in place. */
function run({ manifest, network }: LoadedModel, inputs: Float32Array): number[][] {
  const size = manifest.inputShape.reduce((product, dimension) => product * dimension, 1);
  const count = inputs.length / size;
  preprocess(manifest.preprocessing, inputs);
  const outputs = network.predict(inputs, count);
  if (!outputs.every(Number.isFinite)) {
    throw new AppError(
      'ERR_PREDICTION_NOT_FINITE',
      'Expected finite predictions. Received: NaN or infinity from the model.',
    );
  }
  const width = outputs.length / count;
  return Array.from({ length: count }, (_, row) => Array.from(outputs.subarray(row * width, (row + 1) * width)));
}

function labelled(probabilities: readonly number[], labels: readonly string[]): LabelledPrediction {
  const top = probabilities
    .map((probability, index) => ({ label: labels[index] ?? String(index), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, TOP);
  const [best = { label: '', probability: 0 }] = top;
  return { ...best, top };
}
