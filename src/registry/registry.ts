/**
 * The registry: what was learnt, as numbered versions of a named model. Knows storage, nothing of jobs or HTTP.
 *
 * DESIGN A version is two values. Its weights lie under a key of the job that made them
 * (`models/digits/weights/<job>.bin`); its manifest lies under its number (`models/digits/versions/3.json`) and is
 * written last, by `putIfAbsent`. So a version is there whole or not at all, two jobs never share a number, and a job
 * that publishes again (its worker died before it could say so) finds the version that it made.
 */
import { createHash } from 'node:crypto';
import { AppError, codeOf } from '../errors.ts';
import type { NamedWeight } from '../models/index.ts';
import { NAME_PATTERN } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import type { KeptEvaluation, Manifest } from './manifest.ts';
import { decodeWeights, encodeWeights } from './weights.ts';

export type Publication = Omit<Manifest, 'format' | 'model' | 'version' | 'createdAt' | 'weights' | 'weightsDigest'>;

export interface VersionReference {
  readonly model: string;
  readonly version: number;
}

export interface Registry {
  /**
   * Makes a version of what a job learnt, numbered one above the newest. The same job publishes once only.
   * @throws AppError ERR_UNAVAILABLE if the store is away or full: nothing is published then.
   */
  publish(model: string, publication: Publication, weights: readonly NamedWeight[]): Promise<VersionReference>;
  /** The version that a job published, if it did. */
  publishedBy(model: string, job: string): Promise<VersionReference | undefined>;
  /** The names of the models that have a version, sorted. */
  models(): Promise<string[]>;
  /** The numbers of a model's versions, rising; none for an unknown model. */
  versions(model: string): Promise<number[]>;
  /** @returns undefined where there is no such version. */
  manifest(reference: VersionReference): Promise<Manifest | undefined>;
  /** @throws AppError ERR_VERSION_BROKEN if the weights are not the ones that were published. */
  weights(manifest: Manifest): Promise<NamedWeight[]>;
  /** Keeps what a version was measured to be; once for each job. */
  keepEvaluation(reference: VersionReference, evaluation: KeptEvaluation): Promise<void>;
  /** The newest evaluations of a version after its training, newest first. */
  evaluations(reference: VersionReference, countMax: number): Promise<KeptEvaluation[]>;
}

const NAME = new RegExp(NAME_PATTERN);
const MANIFEST_NAME = /^([1-9]\d{0,14})\.json$/;

export function createRegistry(storage: Storage): Registry {
  const versionsKey = (model: string): string => `models/${model}/versions`;
  const manifestKey = ({ model, version }: VersionReference): string => `${versionsKey(model)}/${version}.json`;
  const evaluationsKey = ({ model, version }: VersionReference): string => `models/${model}/evaluations/${version}`;
  const weightsKey = (model: string, job: string): string => `models/${model}/weights/${job}.bin`;

  async function versions(model: string): Promise<number[]> {
    if (!NAME.test(model)) return [];
    const names = await storage.list(versionsKey(model));
    return names
      .flatMap((name) => MANIFEST_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  async function manifest(reference: VersionReference): Promise<Manifest | undefined> {
    if (!NAME.test(reference.model) || !Number.isSafeInteger(reference.version)) return undefined;
    const bytes = await storage.get(manifestKey(reference));
    return bytes && parseManifest(bytes, reference);
  }

  async function publishedBy(model: string, job: string): Promise<VersionReference | undefined> {
    for (const version of (await versions(model)).reverse()) {
      // A damaged version of an earlier job must not keep a model from getting its next one.
      const known = await manifest({ model, version }).catch(ignoreBroken);
      if (known?.lineage.job === job) return { model, version };
    }
    return undefined;
  }

  async function publish(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
  ): Promise<VersionReference> {
    if (!NAME.test(model)) throw new RangeError(`Expected the name of a model. Received: ${JSON.stringify(model)}.`);
    const earlier = await publishedBy(model, publication.lineage.job);
    if (earlier) return earlier;
    const bytes = encodeWeights(weights);
    await storage.put(weightsKey(model, publication.lineage.job), bytes);
    for (let version = ((await versions(model)).at(-1) ?? 0) + 1; ; version++) {
      const complete: Manifest = {
        ...publication,
        format: 1,
        model,
        version,
        createdAt: new Date().toISOString(),
        weights: weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
        weightsDigest: digestOf(bytes),
      };
      if (await storage.putIfAbsent(manifestKey({ model, version }), JSON.stringify(complete, null, 1)))
        return { model, version };
    }
  }

  async function models(): Promise<string[]> {
    const names = await storage.list('models');
    const counts = await Promise.all(names.map(async (name) => (await versions(name)).length));
    return names.filter((_, index) => (counts[index] ?? 0) > 0);
  }

  async function weights({
    model,
    version,
    lineage,
    weights: entries,
    weightsDigest,
  }: Manifest): Promise<NamedWeight[]> {
    const bytes = await storage.get(weightsKey(model, lineage.job));
    if (!bytes || digestOf(bytes) !== weightsDigest) {
      throw new AppError(
        'ERR_VERSION_BROKEN',
        `Expected the weights that version ${version} of "${model}" was published with. Received: ${bytes ? 'others' : 'none'}.`,
      );
    }
    return decodeWeights(bytes, entries);
  }

  async function keepEvaluation(reference: VersionReference, evaluation: KeptEvaluation): Promise<void> {
    await storage.put(`${evaluationsKey(reference)}/${evaluation.job}.json`, JSON.stringify(evaluation));
  }

  async function evaluations(reference: VersionReference, countMax: number): Promise<KeptEvaluation[]> {
    // Named by jobs, whose ids sort by time.
    const names = (await storage.list(evaluationsKey(reference))).slice(-countMax).reverse();
    const found = await Promise.all(names.map((name) => storage.get(`${evaluationsKey(reference)}/${name}`)));
    return found.flatMap((bytes) => (bytes ? [JSON.parse(bytes.toString('utf8')) as KeptEvaluation] : []));
  }

  return { publish, publishedBy, models, versions, manifest, weights, keepEvaluation, evaluations };
}

/** @throws AppError ERR_VERSION_BROKEN if the bytes are no manifest. */
function parseManifest(bytes: Buffer, reference: VersionReference): Manifest {
  try {
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    if (isManifest(manifest, reference)) return manifest;
  } catch {
    // Told below, like all bytes that are no manifest.
  }
  const received = `${bytes.length} bytes that are none`;
  throw new AppError(
    'ERR_VERSION_BROKEN',
    `Expected the manifest of version ${reference.version} of "${reference.model}". Received: ${received}.`,
  );
}

/** By what its readers rely on: a whole check would be paid by every prediction. */
function isManifest(value: unknown, { model, version }: VersionReference): value is Manifest {
  const manifest = (value ?? {}) as Partial<Manifest>;
  return (
    manifest.format === 1 &&
    manifest.model === model &&
    manifest.version === version &&
    typeof manifest.createdAt === 'string' &&
    typeof manifest.parameters === 'number' &&
    typeof manifest.lineage?.job === 'string' &&
    typeof manifest.evaluation?.loss === 'number' &&
    [manifest.layers, manifest.inputShape, manifest.weights].every(Array.isArray)
  );
}

function ignoreBroken(error: unknown): undefined {
  if (codeOf(error) !== 'ERR_VERSION_BROKEN') throw error;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
