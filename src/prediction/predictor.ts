/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { preprocessingKind } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, ModelReference, Registry } from '../registry/index.ts';
import { show } from '../schema-words.ts';
import { type Answer, type AnswerOptions, answerOf, inUnits } from './answers.ts';
import { type Caller, inTime } from './in-time.ts';
import { readJsonNumbers } from './json-numbers.ts';
import type { BatchSettings } from './lane.ts';
import { createLoadedModels } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import { createPredictionLog, type PredictionLogOptions } from './prediction-log.ts';
import { createResolver } from './resolver.ts';
import { createSwitching } from './switching.ts';

export interface Predictor {
  /**
   * Predicts instances in TensorFlow Serving's row format.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_NOT_FOUND, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_LINE_FULL, ERR_DEADLINE.
   */
  predictInstances(reference: ModelReference, instances: unknown, caller?: Caller): Promise<number[][]>;
  /**
   * The same for a whole body, by the short way: `{"instances":[…]}` with nothing but numbers.
   * @returns undefined for anything else, right or wrong: it has to be read as JSON then.
   */
  predictJson(reference: ModelReference, body: Uint8Array, caller?: Caller): Promise<number[][] | undefined>;
  /**
   * Predicts what a file holds: one picture, sound or text, or the rows of a table.
   * @throws AppError as `predictInstances`, and ERR_MEDIA_TYPE where the model takes no such files.
   */
  predictFile(
    reference: ModelReference,
    bytes: Uint8Array,
    mediaType: string,
    options?: Caller & AnswerOptions,
  ): Promise<Answer[]>;
  /** Whether the model predicts files of this type. @throws AppError ERR_NOT_FOUND. */
  takes(reference: ModelReference, mediaType: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface PredictorOptions {
  readonly registry: Registry;
  readonly loadedModelsMax: number;
  readonly loadedBytesMax: number;
  readonly instancesMax: number;
  batching(model: string): BatchSettings;
  readonly log: PredictionLogOptions;
}

export function createPredictor({
  registry,
  loadedModelsMax,
  loadedBytesMax,
  instancesMax,
  batching,
  log: logOptions,
}: PredictorOptions): Predictor {
  const models = createLoadedModels({ registry, countMax: loadedModelsMax, bytesMax: loadedBytesMax, batching });
  const log = createPredictionLog(logOptions);
  const find = createSwitching(createResolver(registry), models);

  /** @returns the outputs of each input. */
  async function outputsOf(manifest: Manifest, inputs: Float32Array, isWanted: () => boolean): Promise<number[][]> {
    return models.use(manifest, async ({ inference, lane }) => {
      const rows = rowsOf(await lane.compute(inputs, isWanted), inference.outputSize);
      for (const row of rows) inUnits(manifest, row);
      log.note(manifest, inputs, rows);
      return rows;
    });
  }

  function predictInstances(reference: ModelReference, instances: unknown, caller: Caller = {}): Promise<number[][]> {
    return inTime(caller, async (isWanted) => {
      const manifest = await find(reference);
      const { preprocessing } = manifest;
      const rows = expectInstances(instances, instancesMax);
      const inputs = await preprocessingKind(preprocessing).encodeInstances(preprocessing, rows);
      return outputsOf(manifest, inputs, isWanted);
    });
  }

  function predictJson(
    reference: ModelReference,
    body: Uint8Array,
    caller: Caller = {},
  ): Promise<number[][] | undefined> {
    return inTime(caller, async (isWanted) => {
      const manifest = await find(reference);
      const { preprocessing } = manifest;
      const kind = preprocessingKind(preprocessing);
      if (!kind.encodeNumbers) return undefined;
      const numbers = await readJsonNumbers(body, kind.inputShape(preprocessing), instancesMax);
      return numbers && outputsOf(manifest, kind.encodeNumbers(preprocessing, numbers), isWanted);
    });
  }

  function predictFile(
    reference: ModelReference,
    bytes: Uint8Array,
    mediaType: string,
    options: Caller & AnswerOptions = {},
  ): Promise<Answer[]> {
    return inTime(options, async (isWanted) => {
      const manifest = await find(reference);
      const { preprocessing } = manifest;
      const kind = preprocessingKind(preprocessing);
      if (!accepts(manifest, mediaType)) {
        const accepted = [...kind.mediaTypes, 'application/json with instances'].join(', ');
        throw new AppError('ERR_MEDIA_TYPE', `Expected ${accepted} for this model. Received: ${mediaType}.`);
      }
      const inputs = await kind.encodeFile(preprocessing, bytes, mediaType, instancesMax);
      return (await outputsOf(manifest, inputs, isWanted)).map((outputs) => answerOf(manifest, outputs, options));
    });
  }

  async function takes(reference: ModelReference, mediaType: string): Promise<boolean> {
    return accepts(await find(reference), mediaType);
  }

  async function close(): Promise<void> {
    models.close();
    await log.close();
  }

  return { predictInstances, predictJson, predictFile, takes, close };
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

/** @throws AppError ERR_PREDICTION_NOT_FINITE. */
function rowsOf(outputs: Float32Array, size: number): number[][] {
  if (!outputs.every(Number.isFinite)) {
    throw new AppError(
      'ERR_PREDICTION_NOT_FINITE',
      'Expected finite predictions. Received: NaN or infinity from the model.',
    );
  }
  return Array.from({ length: outputs.length / size }, (_, row) =>
    Array.from(outputs.subarray(row * size, (row + 1) * size)),
  );
}
