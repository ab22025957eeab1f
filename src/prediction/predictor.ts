/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { preprocessingKind } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, ModelReference, Registry, Route, VersionReference } from '../registry/index.ts';
import { type Answer, type AnswerOptions, answerOf } from './answers.ts';
import { createComputation } from './computation.ts';
import type { DriftWatch } from './drift/index.ts';
import type { Caller } from './in-time.ts';
import type { BatchSettings } from './lane.ts';
import { createLoadedModels } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import type { PredictionObserver } from './observer.ts';
import { createPredictionLog, type PredictionLogOptions } from './prediction-log.ts';
import type { Reader } from './reader.ts';
import type { Form, Readings, RequestBody } from './requests/forms.ts';
import { createResolver } from './resolver.ts';
import { createShadows, type ShadowStatistics } from './shadows.ts';
import { addCall, createStatistics, type VersionStatistics } from './statistics.ts';
import { createSwitching } from './switching.ts';
import { createTraffic } from './traffic.ts';

export interface Predictor {
  /**
   * The version that answers for a reference: one that its alias tries out, too.
   * @param routingKey by which requests are divided. @throws AppError ERR_NOT_FOUND, ERR_ALIAS.
   */
  find(reference: ModelReference, routingKey?: string): Promise<Manifest>;
  /**
   * Predicts what the body of a request holds, in one of the forms that there are; a large one is read aside.
   * @param body whose bytes may be taken over.
   * @throws AppError as `readRequest`, and ERR_PREDICTION_NOT_FINITE, ERR_RATE_LIMIT, ERR_LINE_FULL, ERR_DEADLINE.
   */
  predictBody<F extends PredictedForm>(
    manifest: Manifest,
    body: RequestBody<F>,
    caller?: Caller,
  ): Promise<PredictedBody<F>>;
  /**
   * Predicts instances that are at hand: as many as one computation may hold.
   * @returns the outputs of each as `predictBody` gives them, and what they mean, as for a file.
   */
  answerInstances(reference: ModelReference, instances: readonly unknown[]): Promise<AnsweredInstance[]>;
  /**
   * Predicts what a file holds: one picture, sound or text, or the rows of a table.
   * @throws AppError as `predictBody`, and ERR_MEDIA_TYPE where the model takes no such files.
   */
  predictFile(
    manifest: Manifest,
    file: RequestBody<'file'>,
    options?: Caller & AnswerOptions,
  ): Promise<{ readonly answers: readonly Answer[]; readonly read: Readings['file'] }>;
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

export type PredictedForm = Exclude<Form, 'explanation'>;

export interface PredictedBody<F extends PredictedForm> {
  /** Of each instance: probabilities of classes or labels, or numbers in the unit of the data. */
  readonly outputs: number[][];
  /** What was read besides what was predicted. */
  readonly read: Readings[F];
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
  /** Is closed by whoever made it. */
  readonly reader: Pick<Reader, 'read'>;
  /** Default: 256 rows, no delay, 1024 requests that wait. */
  readonly batching?: (model: string) => BatchSettings;
  /** Default: none is kept. */
  readonly log?: PredictionLogOptions;
  /** Is shown all that is predicted. Default: nobody. */
  readonly watch?: Pick<DriftWatch, 'note'>;
  readonly observer?: PredictionObserver;
  /** Is told of each version that was loaded and predicts eagerly, several times slower than as a graph, and why. */
  readonly onEager?: (version: Manifest, reason: string) => void;
}

const BATCHING: BatchSettings = { rowsMax: 256, delayMs: 0, waitingMax: 1024 };

export function createPredictor(options: PredictorOptions): Predictor {
  const { registry, loadedModelsMax, reader } = options;
  const { loadedBytesMax = Number.MAX_SAFE_INTEGER, batching = () => BATCHING, observer, watch } = options;
  const statistics = createStatistics();
  const models = createLoadedModels({
    ...{ registry, countMax: loadedModelsMax, bytesMax: loadedBytesMax, batching, onEager: options.onEager },
    called: (version, rows, milliseconds) => addCall(statistics.of(version), rows, milliseconds),
  });
  const resolve = createResolver(registry, loadedModelsMax);
  const settled = createSwitching(models);
  const traffic = createTraffic(models);
  const shadows = createShadows(observer);
  const log = options.log && createPredictionLog(options.log);
  const unloaded = new Set<string>();
  /** By the very references that callers asked with: none is resolved twice for one request. */
  const routes = new WeakMap<ModelReference, Route>();
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
    routes.set(reference, route);
    return traffic.canaryFor(reference, route, routingKey) ?? settled(reference, route);
  }

  /** The version that predicts the same for nobody to be told, if one is to. */
  function shadowOf({ reference }: Caller): Manifest | undefined {
    const route = reference && routes.get(reference);
    return route && traffic.shadowFor(route);
  }

  async function predictBody<F extends PredictedForm>(
    manifest: Manifest,
    body: RequestBody<F>,
    caller: Caller = {},
  ): Promise<PredictedBody<F>> {
    const shadow = shadowOf(caller);
    // The reading thread takes over what it reads.
    const again = shadow && { ...body, bytes: Uint8Array.from(body.bytes) };
    let read: Readings[F] | undefined;
    async function encode(version: Manifest, isWanted: () => boolean): Promise<Float32Array> {
      if (read && again) return (await reader.read(version, again)).inputs;
      read = await reader.read(version, body, isWanted);
      return read.inputs;
    }
    const outputs = await predict(manifest, encode, caller, shadow);
    return { outputs, read: read as Readings[F] };
  }

  return {
    ...{ find, predictBody },
    async answerInstances(reference, instances) {
      const manifest = await find(reference);
      const { preprocessing } = manifest;
      const all = await predict(manifest, () =>
        preprocessingKind(preprocessing).encodeInstances(preprocessing, instances),
      );
      return all.map((outputs) => ({ outputs, answer: answerOf(manifest, outputs) }));
    },
    async predictFile(manifest, file, asked = {}) {
      if (!accepts(manifest, file.mediaType)) throw unaccepted(manifest, file.mediaType);
      const { outputs, read } = await predictBody(manifest, file, asked);
      const answers: Answer[] = [];
      const breathe = createBreath(undefined, ANSWERING_MS);
      for (const each of outputs) {
        answers.push(answerOf(manifest, each, asked));
        await breathe();
      }
      return { answers, read };
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
