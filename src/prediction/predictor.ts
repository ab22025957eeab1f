/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { setImmediate } from 'node:timers/promises';
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { preprocessingKind } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, ModelReference, Registry } from '../registry/index.ts';
import { type Answer, answerOf, inUnits } from './answers.ts';
import { createLoadedModels, type ReadyModel } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import type { RequestBody } from './read-inputs.ts';
import { createReader } from './reader.ts';
import { createResolver } from './resolver.ts';

export interface Predictor {
  /**
   * Predicts instances in TensorFlow Serving's row format.
   * @param body JSON with `instances`; it may be taken over.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_NOT_FOUND, ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_RATE_LIMIT.
   */
  predictInstances(reference: ModelReference, body: Uint8Array): Promise<number[][]>;
  /**
   * Predicts instances that are at hand: as many as one computation may hold.
   * @returns the outputs of each as `predictInstances` gives them, and what they mean, as for a file.
   */
  answerInstances(reference: ModelReference, instances: readonly unknown[]): Promise<AnsweredInstance[]>;
  /**
   * Predicts what a file holds: one picture, sound or text, or the rows of a table.
   * @param bytes of it; they may be taken over.
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
  readonly bodyBytesMax: number;
}

export function createPredictor({
  registry,
  loadedModelsMax,
  instancesMax,
  bodyBytesMax,
}: PredictorOptions): Predictor {
  const models = createLoadedModels(registry, loadedModelsMax);
  const resolve = createResolver(registry, loadedModelsMax);
  const reader = createReader({ countMax: instancesMax, bytesMax: bodyBytesMax });

  async function outputsOf(manifest: Manifest, body: RequestBody): Promise<number[][]> {
    const inputs = await reader.read(manifest.preprocessing, body);
    return models.use(manifest, (model) => compute(model, manifest, inputs));
  }

  return {
    predictInstances: async (reference, bytes) => outputsOf(await resolve(reference), { bytes }),
    async answerInstances(reference, instances) {
      const manifest = await resolve(reference);
      const { preprocessing } = manifest;
      const inputs = await preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
      const all = await models.use(manifest, (model) => compute(model, manifest, inputs));
      return all.map((outputs) => ({ outputs, answer: answerOf(manifest, outputs) }));
    },
    async predictFile(reference, bytes, mediaType) {
      const manifest = await resolve(reference);
      if (!accepts(manifest, mediaType)) throw unaccepted(manifest, mediaType);
      const answers: Answer[] = [];
      const breathe = createBreath(undefined, ANSWERING_MS);
      for (const outputs of await outputsOf(manifest, { bytes, mediaType })) {
        answers.push(answerOf(manifest, outputs));
        await breathe();
      }
      return answers;
    },
    takes: async (reference, mediaType) => accepts(await resolve(reference), mediaType),
    close() {
      reader.close();
      models.close();
    },
  };
}

function accepts({ preprocessing }: Manifest, mediaType: string): boolean {
  return preprocessingKind(preprocessing).mediaTypes.some((accepted) => isOfType(mediaType, accepted));
}

function unaccepted({ preprocessing }: Manifest, mediaType: string): AppError {
  const accepted = [...preprocessingKind(preprocessing).mediaTypes, 'application/json with instances'].join(', ');
  return new AppError('ERR_MEDIA_TYPE', `Expected ${accepted} for this model. Received: ${mediaType}.`);
}

/** Computes outputs a slice at a time, so that other requests are answered between two slices. */
async function compute(
  { inference, slices }: ReadyModel,
  manifest: Manifest,
  inputs: Float32Array,
): Promise<number[][]> {
  const { inputSize, outputSize } = inference;
  const rows: number[][] = [];
  for (let start = 0; start < inputs.length; ) {
    if (start > 0) await setImmediate();
    const began = performance.now();
    const count = slices.next((inputs.length - start) / inputSize);
    const slice = inputs.subarray(start, start + count * inputSize);
    const outputs = inference.predict(slice, count);
    for (let row = 0; row < outputs.length; row += outputSize)
      rows.push(inUnits(manifest, expectFinite(outputs.subarray(row, row + outputSize))));
    // A smaller one, as most requests are, says too little.
    if (count === slices.size) slices.took(performance.now() - began);
    start += slice.length;
  }
  return rows;
}

function expectFinite(outputs: Float32Array): number[] {
  if (outputs.every(Number.isFinite)) return Array.from(outputs);
  throw new AppError(
    'ERR_PREDICTION_NOT_FINITE',
    'Expected finite predictions. Received: NaN or infinity from the model.',
  );
}
