/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { preprocessingKind } from '../data/index.ts';
import { AppError, codeOf } from '../errors.ts';
import type { Manifest, ModelReference, Registry, VersionReference } from '../registry/index.ts';
import { type Answer, type AnswerOptions, answerOf } from './answers.ts';
import { createComputation } from './computation.ts';
import type { DriftWatch } from './drift/index.ts';
import type { Caller } from './in-time.ts';
import type { InputTensor } from './input-tensor.ts';
import type { BatchSettings } from './lane.ts';
import { createLoadedModels } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import type { PredictionObserver } from './observer.ts';
import { createPredictionLog, type PredictionLogOptions } from './prediction-log.ts';
import { expectInstances } from './read-inputs.ts';
import { createReader } from './reader.ts';
import { createResolver } from './resolver.ts';
import { createShadows, type ShadowStatistics } from './shadows.ts';
import { addCall, createStatistics, type VersionStatistics } from './statistics.ts';
import { createSwitching } from './switching.ts';
import { instancesOfTensors } from './tensor-instances.ts';
import { createTraffic } from './traffic.ts';

export interface Predictor {
  /**
   * The version that answers for a reference: one that its alias tries out, too.
   * @param routingKey by which requests are divided. @throws AppError ERR_NOT_FOUND, ERR_ALIAS.
   */
  find(reference: ModelReference, routingKey?: string): Promise<Manifest>;
  /**
   * Predicts a body of nothing but `{"instances":[…]}`: numbers by the short way, and aside where it is large.
   * @returns as `predictInstances`; undefined for a body that says more, or is wrong: whoever knows its protocol reads it.
   */
  predictPlainBody(manifest: Manifest, body: Uint8Array, caller?: Caller): Promise<number[][] | undefined>;
  /**
   * Predicts a list of instances.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_RATE_LIMIT, ERR_LINE_FULL, ERR_DEADLINE.
   */
  predictInstances(manifest: Manifest, instances: unknown, caller?: Caller): Promise<number[][]>;
  /** Predicts named tensors, as the version's signature has them. @throws AppError as `predictInstances`. */
  predictTensors(manifest: Manifest, tensors: readonly InputTensor[], caller?: Caller): Promise<number[][]>;
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
    manifest: Manifest,
    bytes: Uint8Array,
    mediaType: string,
    options?: Caller & AnswerOptions,
  ): Promise<Answer[]>;
  /** Whether a version predicts files of this type. */
  takes(manifest: Manifest, mediaType: string): boolean;
  /** Brings a version into memory, if it is not there. @throws AppError ERR_NOT_FOUND, ERR_VERSION_BROKEN. */
  load(reference: ModelReference): Promise<void>;
  /** Frees the memory of a model's versions, until one is loaded or predicted with again. */
  unload(model: string): void;
  /** Whether a model was unloaded, and neither loaded nor predicted with since. */
  isUnloaded(model: string): boolean;
  /** What this process predicted with a version. */
  statistics(version: VersionReference): VersionStatistics;
  /** How what this process computed with a version as a shadow compares with what was answered. */
  shadowStatistics(version: VersionReference): ShadowStatistics;
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
  /** Is shown all that is predicted. Default: nobody. */
  readonly watch?: Pick<DriftWatch, 'note'>;
  readonly observer?: PredictionObserver;
}

const BATCHING: BatchSettings = { rowsMax: 256, delayMs: 0, waitingMax: 1024 };
/** What a body was refused with that may be right in its protocol, or is to be told in the protocol's words. */
const READ_AGAIN = new Set(['ERR_MALFORMED', 'ERR_INSTANCES', 'ERR_PICTURE']);
/** A larger body may be taken over by the thread that reads it. */
const READ_HERE_BYTES = 2048;

export function createPredictor(options: PredictorOptions): Predictor {
  const { registry, loadedModelsMax, instancesMax, bodyBytesMax } = options;
  const { loadedBytesMax = Number.MAX_SAFE_INTEGER, batching = () => BATCHING, observer, watch } = options;
  const statistics = createStatistics();
  const models = createLoadedModels({
    ...{ registry, countMax: loadedModelsMax, bytesMax: loadedBytesMax, batching },
    called: (version, rows, milliseconds) => addCall(statistics.of(version), rows, milliseconds),
  });
  const resolve = createResolver(registry, loadedModelsMax);
  const settled = createSwitching(models);
  const traffic = createTraffic(models);
  const shadows = createShadows(observer);
  const reader = createReader({ countMax: instancesMax, bytesMax: bodyBytesMax });
  const log = options.log && createPredictionLog(options.log);
  const unloaded = new Set<string>();
  const predict = createComputation({
    ...{ models, statistics, shadows, observer },
    began: ({ model }) => unloaded.delete(model),
    predicted(manifest, inputs, rows) {
      log?.note(manifest, inputs, rows);
      watch?.note(manifest, inputs, rows);
    },
  });

  async function find(reference: ModelReference, routingKey?: string): Promise<Manifest> {
    const route = await resolve(reference);
    return traffic.canaryFor(reference, route, routingKey) ?? settled(reference, route);
  }

  /** The version that predicts the same for nobody to be told, if one is to. */
  async function shadowOf({ reference }: Caller): Promise<Manifest | undefined> {
    return reference && traffic.shadowFor(await resolve(reference));
  }

  function encodeInstances({ preprocessing }: Manifest, instances: readonly unknown[]): Promise<Float32Array> {
    return preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
  }

  return {
    find,
    async predictPlainBody(manifest, body, caller = {}) {
      const read = ({ preprocessing }: Manifest): Promise<Float32Array> =>
        reader.read(preprocessing, { bytes: body.length <= READ_HERE_BYTES ? body : Uint8Array.from(body) });
      let inputs: Float32Array;
      try {
        inputs = await read(manifest);
      } catch (error) {
        if (READ_AGAIN.has(codeOf(error) ?? '')) return undefined;
        throw error;
      }
      const encode = async (version: Manifest) => (version === manifest ? inputs : read(version));
      return predict(manifest, encode, caller, await shadowOf(caller));
    },
    predictInstances: async (manifest, instances, caller = {}) =>
      predict(
        manifest,
        async (version) => encodeInstances(version, expectInstances(instances, instancesMax)),
        caller,
        await shadowOf(caller),
      ),
    predictTensors: async (manifest, tensors, caller = {}) =>
      predict(
        manifest,
        async (version) => encodeInstances(version, instancesOfTensors(version, tensors, instancesMax)),
        caller,
        await shadowOf(caller),
      ),
    async answerInstances(reference, instances) {
      const manifest = await find(reference);
      const all = await predict(manifest, (version) => encodeInstances(version, instances));
      return all.map((outputs) => ({ outputs, answer: answerOf(manifest, outputs) }));
    },
    async predictFile(manifest, bytes, mediaType, asked = {}) {
      if (!accepts(manifest, mediaType)) throw unaccepted(manifest, mediaType);
      const answers: Answer[] = [];
      const breathe = createBreath(undefined, ANSWERING_MS);
      const shadow = await shadowOf(asked);
      // The reading thread takes over what it reads.
      const again = shadow && Uint8Array.from(bytes);
      const encode = (version: Manifest) =>
        reader.read(version.preprocessing, { bytes: version === manifest || !again ? bytes : again, mediaType });
      for (const outputs of await predict(manifest, encode, asked, shadow)) {
        answers.push(answerOf(manifest, outputs, asked));
        await breathe();
      }
      return answers;
    },
    takes: accepts,
    async load(reference) {
      const { manifest } = await resolve(reference);
      await models.load(manifest);
      unloaded.delete(manifest.model);
    },
    unload(model) {
      unloaded.add(model);
      models.drop(model);
    },
    isUnloaded: (model) => unloaded.has(model),
    statistics: (version) => statistics.read(version),
    shadowStatistics: (version) => shadows.statistics(version),
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
