/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { setImmediate } from 'node:timers/promises';
import { preprocessingKind } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Inference } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';
import { show } from '../schema-words.ts';
import { type Answer, answerOf, inUnits } from './answers.ts';
import { createLoadedModels, type ReadyModel } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import { type ModelReference, resolveReference } from './reference.ts';
import type { Slices } from './slices.ts';

export interface Predictor {
  /**
   * Predicts instances in TensorFlow Serving's row format.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_NOT_FOUND, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE.
   */
  predictInstances(reference: ModelReference, instances: unknown): Promise<number[][]>;
  /** Predicts instances as `predictInstances` does. @returns the outputs, and what they mean, as for a file. */
  answerInstances(reference: ModelReference, instances: readonly unknown[]): Promise<AnsweredInstance[]>;
  /**
   * Predicts what a file holds: one picture, sound or text, or the rows of a table.
   * @throws AppError as `predictInstances`, and ERR_MEDIA_TYPE where the model takes no such files.
   */
  predictFile(reference: ModelReference, bytes: Uint8Array, mediaType: string): Promise<Answer[]>;
  /** Whether the model predicts files of this type. @throws AppError ERR_NOT_FOUND. */
  takes(reference: ModelReference, mediaType: string): Promise<boolean>;
  close(): void;
}

export interface AnsweredInstance {
  readonly outputs: readonly number[];
  readonly answer: Answer;
}

export interface PredictorOptions {
  readonly registry: Registry;
  readonly loadedModelsMax: number;
  readonly instancesMax: number;
}

export function createPredictor({ registry, loadedModelsMax, instancesMax }: PredictorOptions): Predictor {
  const models = createLoadedModels(registry, loadedModelsMax);

  function outputsOf(manifest: Manifest, inputs: Float32Array): Promise<number[][]> {
    return models.use(manifest, async (model) =>
      (await compute(model, inputs)).map((outputs) => inUnits(manifest, outputs)),
    );
  }

  async function predictInstances(reference: ModelReference, instances: unknown): Promise<number[][]> {
    return outputsOfInstances(await resolveReference(registry, reference), instances);
  }

  async function answerInstances(
    reference: ModelReference,
    instances: readonly unknown[],
  ): Promise<AnsweredInstance[]> {
    const manifest = await resolveReference(registry, reference);
    const all = await outputsOfInstances(manifest, instances);
    return all.map((outputs) => ({ outputs, answer: answerOf(manifest, outputs) }));
  }

  async function outputsOfInstances(manifest: Manifest, instances: unknown): Promise<number[][]> {
    const { preprocessing } = manifest;
    const rows = expectInstances(instances, instancesMax);
    return outputsOf(manifest, await preprocessingKind(preprocessing).encodeInstances(preprocessing, rows));
  }

  async function predictFile(reference: ModelReference, bytes: Uint8Array, mediaType: string): Promise<Answer[]> {
    const manifest = await resolveReference(registry, reference);
    const { preprocessing } = manifest;
    const kind = preprocessingKind(preprocessing);
    if (!accepts(manifest, mediaType)) {
      const accepted = [...kind.mediaTypes, 'application/json with instances'].join(', ');
      throw new AppError('ERR_MEDIA_TYPE', `Expected ${accepted} for this model. Received: ${mediaType}.`);
    }
    const inputs = await kind.encodeFile(preprocessing, bytes, mediaType, instancesMax);
    return (await outputsOf(manifest, inputs)).map((outputs) => answerOf(manifest, outputs));
  }

  async function takes(reference: ModelReference, mediaType: string): Promise<boolean> {
    return accepts(await resolveReference(registry, reference), mediaType);
  }

  return { predictInstances, answerInstances, predictFile, takes, close: () => models.close() };
}

function accepts({ preprocessing }: Manifest, mediaType: string): boolean {
  return preprocessingKind(preprocessing).mediaTypes.some((accepted) => isOfType(mediaType, accepted));
}

function expectInstances(instances: unknown, countMax: number): readonly unknown[] {
  if (!Array.isArray(instances)) throw new AppError('ERR_INSTANCES', "Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw new AppError('ERR_INSTANCES', "No values in 'instances' array");
  if (instances.length > countMax) {
    throw new AppError('ERR_INSTANCES', `Expected at most ${countMax} instances. Received: ${show(instances.length)}.`);
  }
  return instances;
}

/** Computes outputs a slice at a time, so that other requests are answered between two slices. */
async function compute({ inference, slices }: ReadyModel, inputs: Float32Array): Promise<number[][]> {
  const { inputSize, outputSize } = inference;
  const rows: number[][] = [];
  for (let start = 0; start < inputs.length; ) {
    if (start > 0) await setImmediate();
    const count = slices.next((inputs.length - start) / inputSize);
    const slice = inputs.subarray(start, start + count * inputSize);
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
