/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { preprocessingKind } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, ModelReference, Registry } from '../registry/index.ts';
import { type Answer, type AnswerOptions, answerOf, inUnits } from './answers.ts';
import { type Caller, inTime } from './in-time.ts';
import type { BatchSettings } from './lane.ts';
import { createLoadedModels } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import { createPredictionLog, type PredictionLogOptions } from './prediction-log.ts';
import type { RequestBody } from './read-inputs.ts';
import { createReader } from './reader.ts';
import { createResolver } from './resolver.ts';
import { createSwitching } from './switching.ts';

export interface Predictor {
  /**
   * Predicts instances in TensorFlow Serving's row format.
   * @param body JSON with `instances`; it may be taken over.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_NOT_FOUND, ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_RATE_LIMIT,
   * ERR_LINE_FULL, ERR_DEADLINE.
   */
  predictInstances(reference: ModelReference, body: Uint8Array, caller?: Caller): Promise<number[][]>;
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

export interface AnsweredInstance {
  readonly outputs: readonly number[];
  readonly answer: Answer;
}

export interface PredictorOptions {
  readonly registry: Registry;
  readonly loadedModelsMax: number;
  /** Estimated memory of the loaded versions. Default: no limit. */
  readonly loadedBytesMax?: number;
  readonly instancesMax: number;
  readonly bodyBytesMax: number;
  /** Default: 256 rows, no delay, 1024 requests that wait. */
  readonly batching?: (model: string) => BatchSettings;
  /** Default: none is kept. */
  readonly log?: PredictionLogOptions;
}

const BATCHING: BatchSettings = { rowsMax: 256, delayMs: 0, waitingMax: 1024 };

export function createPredictor(options: PredictorOptions): Predictor {
  const { registry, loadedModelsMax, instancesMax, bodyBytesMax } = options;
  const { loadedBytesMax = Number.MAX_SAFE_INTEGER, batching = () => BATCHING } = options;
  const models = createLoadedModels({ registry, countMax: loadedModelsMax, bytesMax: loadedBytesMax, batching });
  const find = createSwitching(createResolver(registry, loadedModelsMax), models);
  const reader = createReader({ countMax: instancesMax, bytesMax: bodyBytesMax });
  const log = options.log && createPredictionLog(options.log);

  async function compute(manifest: Manifest, inputs: Float32Array, isWanted: () => boolean): Promise<number[][]> {
    return models.use(manifest, async ({ inference, lane }) => {
      const rows = await rowsOf(manifest, await lane.compute(inputs, isWanted), inference.outputSize);
      log?.note(manifest, inputs, rows);
      return rows;
    });
  }

  async function outputsOf(manifest: Manifest, body: RequestBody, isWanted: () => boolean): Promise<number[][]> {
    return compute(manifest, await reader.read(manifest.preprocessing, body), isWanted);
  }

  return {
    predictInstances: (reference, bytes, caller = {}) =>
      inTime(caller, async (isWanted) => outputsOf(await find(reference), { bytes }, isWanted)),
    async answerInstances(reference, instances) {
      const manifest = await find(reference);
      const { preprocessing } = manifest;
      const inputs = await preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
      const all = await compute(manifest, inputs, () => true);
      return all.map((outputs) => ({ outputs, answer: answerOf(manifest, outputs) }));
    },
    predictFile: (reference, bytes, mediaType, asked = {}) =>
      inTime(asked, async (isWanted) => {
        const manifest = await find(reference);
        if (!accepts(manifest, mediaType)) throw unaccepted(manifest, mediaType);
        const answers: Answer[] = [];
        const breathe = createBreath(undefined, ANSWERING_MS);
        for (const outputs of await outputsOf(manifest, { bytes, mediaType }, isWanted)) {
          answers.push(answerOf(manifest, outputs, asked));
          await breathe();
        }
        return answers;
      }),
    takes: async (reference, mediaType) => accepts(await find(reference), mediaType),
    async close() {
      reader.close();
      models.close();
      await log?.close();
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

/** @returns outputs in the unit of the data. @throws AppError ERR_PREDICTION_NOT_FINITE. */
async function rowsOf(manifest: Manifest, outputs: Float32Array, size: number): Promise<number[][]> {
  const rows: number[][] = [];
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let row = 0; row < outputs.length; row += size) {
    rows.push(inUnits(manifest, expectFinite(outputs.subarray(row, row + size))));
    const breath = breathe();
    if (breath) await breath;
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
