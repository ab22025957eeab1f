/**
 * Answers predictions: raw inputs in, numbers or labels out, with the preprocessing that was saved with the version.
 * Knows nothing of HTTP nor of jobs.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { preprocessingKind } from '../data/index.ts';
import { AppError, codeOf } from '../errors.ts';
import type { Manifest, ModelReference, Registry, VersionReference } from '../registry/index.ts';
import { type Answer, answerOf } from './answers.ts';
import { compute } from './compute.ts';
import type { InputTensor } from './input-tensor.ts';
import { createLoadedModels } from './loaded-models.ts';
import { isOfType } from './media-types.ts';
import { expectInstances, type RequestBody } from './read-inputs.ts';
import { createReader } from './reader.ts';
import { createResolver } from './resolver.ts';
import { add, createStatistics, type VersionStatistics } from './statistics.ts';
import { instancesOfTensors } from './tensor-instances.ts';

export interface Predictor {
  /** The version that a reference means. @throws AppError ERR_NOT_FOUND, ERR_ALIAS. */
  find(reference: ModelReference): Promise<Manifest>;
  /**
   * Predicts a body of nothing but `{"instances":[…]}`, read aside where it is large.
   * @returns as `predictInstances`; undefined for a body that says more, or is wrong: whoever knows its protocol reads it.
   */
  predictPlainBody(manifest: Manifest, body: Uint8Array): Promise<number[][] | undefined>;
  /**
   * Predicts a list of instances.
   * @returns the outputs of each instance: probabilities of classes or labels, or numbers in the unit of the data.
   * @throws AppError ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE.
   */
  predictInstances(manifest: Manifest, instances: unknown): Promise<number[][]>;
  /** Predicts named tensors, as the version's signature has them. @throws AppError as `predictInstances`. */
  predictTensors(manifest: Manifest, tensors: readonly InputTensor[]): Promise<number[][]>;
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
  /** Brings a version into memory, if it is not there. @throws AppError ERR_NOT_FOUND, ERR_VERSION_BROKEN. */
  load(reference: ModelReference): Promise<void>;
  /** Frees the memory of a model's versions, until one is loaded or predicted with again. */
  unload(model: string): void;
  /** Whether a model was unloaded, and neither loaded nor predicted with since. */
  isUnloaded(model: string): boolean;
  /** What this process predicted with a version. */
  statistics(version: VersionReference): VersionStatistics;
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

/** What a body was refused with that may be right in its protocol, or is to be told in the protocol's words. */
const READ_AGAIN = new Set(['ERR_MALFORMED', 'ERR_INSTANCES', 'ERR_PICTURE']);

export function createPredictor({
  registry,
  loadedModelsMax,
  instancesMax,
  bodyBytesMax,
}: PredictorOptions): Predictor {
  const models = createLoadedModels(registry, loadedModelsMax);
  const resolve = createResolver(registry, loadedModelsMax);
  const reader = createReader({ countMax: instancesMax, bytesMax: bodyBytesMax });

  const statistics = createStatistics();
  const unloaded = new Set<string>();

  /** @param encode makes the network's inputs. */
  async function predict(manifest: Manifest, encode: () => Promise<Float32Array>): Promise<number[][]> {
    const counts = statistics.of(manifest);
    const started = performance.now();
    try {
      const inputs = await encode();
      const encoded = performance.now();
      add(counts.input, encoded - started);
      unloaded.delete(manifest.model);
      const rows = await models.use(manifest, (model) => {
        add(counts.queue, performance.now() - encoded);
        return compute(model, manifest, inputs, counts);
      });
      add(counts.success, performance.now() - started);
      counts.instances += rows.length;
      counts.lastAt = Date.now();
      return rows;
    } catch (error) {
      add(counts.fail, performance.now() - started);
      throw error;
    }
  }

  function encodeInstances({ preprocessing }: Manifest, instances: readonly unknown[]): Promise<Float32Array> {
    return preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
  }

  function outputsOf(manifest: Manifest, body: RequestBody): Promise<number[][]> {
    return predict(manifest, () => reader.read(manifest.preprocessing, body));
  }

  return {
    find: resolve,
    async predictPlainBody(manifest, body) {
      let inputs: Float32Array;
      try {
        inputs = await reader.read(manifest.preprocessing, { bytes: Uint8Array.from(body) });
      } catch (error) {
        if (READ_AGAIN.has(codeOf(error) ?? '')) return undefined;
        throw error;
      }
      return predict(manifest, async () => inputs);
    },
    predictInstances: (manifest, instances) =>
      predict(manifest, async () => encodeInstances(manifest, expectInstances(instances, instancesMax))),
    predictTensors: (manifest, tensors) =>
      predict(manifest, async () => encodeInstances(manifest, instancesOfTensors(manifest, tensors, instancesMax))),
    async answerInstances(reference, instances) {
      const manifest = await resolve(reference);
      const all = await predict(manifest, () => encodeInstances(manifest, instances));
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
    async load(reference) {
      const manifest = await resolve(reference);
      await models.use(manifest, async () => unloaded.delete(manifest.model));
    },
    unload(model) {
      unloaded.add(model);
      models.drop(model);
    },
    isUnloaded: (model) => unloaded.has(model),
    statistics: (version) => statistics.read(version),
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
