/**
 * The registry: what was learnt, as numbered versions of a named model. Knows storage, nothing of jobs or HTTP.
 *
 * DESIGN A version is two values. Its weights lie under a key of the job that made them
 * (`models/digits/weights/<job>.bin`); its manifest lies under its number (`models/digits/versions/3.json`) and is
 * written last, by `putIfAbsent`. So a version is there whole or not at all, two jobs never share a number, and a job
 * that publishes again (its worker died before it could say so) finds the version that it made. A number is given once:
 * of a version that was removed a mark stays (`3.gone`).
 *
 * Trainings of a sweep have no version: the manifest of each lies as a candidate under its job
 * (`models/digits/candidates/<job>.json`), and the sweep publishes one of them by writing it under a number.
 */
import { createHash } from 'node:crypto';
import { AppError, codeOf } from '../errors.ts';
import type { NamedWeight } from '../models/index.ts';
import { NAME_PATTERN } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import { type Aliases, createAliases } from './aliases.ts';
import { createJudgedRows, type JudgedRow } from './judged-rows.ts';
import { type KeptEvaluation, type Lineage, type Manifest, parseManifest, type VersionReference } from './manifest.ts';
import { createNaming, type Naming } from './naming.ts';
import { decodeWeights, encodeWeights } from './weights.ts';

export type Publication = Omit<Manifest, 'format' | 'model' | 'version' | 'createdAt' | 'weights' | 'weightsDigest'>;

/** A manifest without its number. */
type Unnumbered = Omit<Manifest, 'version' | 'createdAt'>;
export type SweepLineage = NonNullable<Lineage['sweep']>;

export interface Registry extends Naming {
  /**
   * Makes a version of what a job learnt, numbered one above the newest. The same job publishes once only, and so does the
   * same import.
   * @param judged rows behind its confusion matrix, for `judgedRows`.
   * @throws AppError ERR_UNAVAILABLE if the store is away or full: nothing is published then.
   */
  publish(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged?: readonly JudgedRow[],
  ): Promise<VersionReference>;
  /** Keeps what a job learnt, for a sweep to publish or not. The same errors as `publish`. */
  propose(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged?: readonly JudgedRow[],
  ): Promise<void>;
  /** Whether a job has done that. */
  hasCandidate(model: string, job: string): Promise<boolean>;
  /**
   * Makes a version of a candidate. The same sweep publishes once only.
   * @throws AppError ERR_VERSION_BROKEN if there is no such candidate, ERR_UNAVAILABLE.
   */
  publishCandidate(model: string, job: string, sweep: SweepLineage): Promise<VersionReference>;
  /** Removes candidates. @param published whose weights are a version's by now. */
  removeCandidates(model: string, jobs: readonly string[], published?: string): Promise<void>;
  /** The version that a job published, if it did. */
  publishedBy(model: string, job: string): Promise<VersionReference | undefined>;
  /** The version that an import of these files made, if there is one. */
  importedAs(model: string, digest: string): Promise<VersionReference | undefined>;
  /** The names of the models that have a version, sorted. */
  models(): Promise<string[]>;
  /** The numbers of a model's versions, rising; none for an unknown model. */
  versions(model: string): Promise<number[]>;
  /** @returns undefined where there is no such version. */
  manifest(reference: VersionReference): Promise<Manifest | undefined>;
  /** @throws AppError ERR_VERSION_BROKEN if the weights are not the ones that were published. */
  weights(manifest: Manifest): Promise<NamedWeight[]>;
  /** Rows that it was tested on, those first that it was furthest off with; undefined where none were kept. */
  judgedRows(manifest: Manifest): Promise<readonly JudgedRow[] | undefined>;
  /** Reads what aliases there are. They are moved by `point`. */
  readonly aliases: Pick<Aliases, 'get' | 'all' | 'history'>;
  /** Keeps what a version was measured to be; once for each job. */
  keepEvaluation(reference: VersionReference, evaluation: KeptEvaluation): Promise<void>;
  /** The newest evaluations of a version after its training, newest first. */
  evaluations(reference: VersionReference, countMax: number): Promise<KeptEvaluation[]>;
}

const NAME = new RegExp(NAME_PATTERN);
const MANIFEST_NAME = /^([1-9]\d{0,14})\.json$/;
/** Whether a version is the one that is looked for. */
type Recognize = (lineage: Lineage) => boolean;

const byJob =
  (job: string): Recognize =>
  (lineage) =>
    lineage.job === job || lineage.sweep?.job === job;

const byImport =
  (digest: string): Recognize =>
  (lineage) =>
    lineage.import?.digest === digest;

const TAKEN_NAME = /^([1-9]\d{0,14})\.(?:json|gone)$/;

export function createRegistry(storage: Storage): Registry {
  const versionsKey = (model: string): string => `models/${model}/versions`;
  const manifestKey = ({ model, version }: VersionReference): string => `${versionsKey(model)}/${version}.json`;
  const evaluationsKey = ({ model, version }: VersionReference): string => `models/${model}/evaluations/${version}`;
  const weightsKey = (model: string, job: string): string => `models/${model}/weights/${job}.bin`;
  const judgedRows = createJudgedRows(storage);
  const candidateKey = (model: string, job: string): string => `models/${model}/candidates/${job}.json`;

  async function numbers(model: string, pattern: RegExp): Promise<number[]> {
    if (!NAME.test(model)) return [];
    const names = await storage.list(versionsKey(model));
    return names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  const versions = (model: string): Promise<number[]> => numbers(model, MANIFEST_NAME);

  async function manifest(reference: VersionReference): Promise<Manifest | undefined> {
    if (!NAME.test(reference.model) || !Number.isSafeInteger(reference.version)) return undefined;
    const bytes = await storage.get(manifestKey(reference));
    return bytes && parseManifest(bytes, reference);
  }

  async function publishedBy(model: string, job: string): Promise<VersionReference | undefined> {
    return find(model, await versions(model), byJob(job));
  }

  async function find(model: string, among: readonly number[], is: Recognize): Promise<VersionReference | undefined> {
    for (const version of among.toReversed()) {
      // A damaged version of an earlier job must not keep a model from getting its next one.
      const known = await manifest({ model, version }).catch(ignoreBroken);
      if (known && is(known.lineage)) return { model, version };
    }
    return undefined;
  }

  async function publish(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged?: readonly JudgedRow[],
  ): Promise<VersionReference> {
    expectName(model);
    const { job, import: from } = publication.lineage;
    const is = from ? byImport(from.digest) : byJob(job);
    const taken = await numbers(model, TAKEN_NAME);
    const earlier = await find(model, taken, is);
    if (earlier) return earlier;
    const version = await number(await keepLearnt(model, publication, weights, judged), is, taken);
    // Of two imports of the same files at once, the other one is the version.
    if (from && (await manifest(version))?.lineage.job !== job) await storage.delete(weightsKey(model, job));
    return version;
  }

  async function keepLearnt(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged: readonly JudgedRow[] | undefined,
  ): Promise<Unnumbered> {
    const bytes = encodeWeights(weights);
    await storage.put(weightsKey(model, publication.lineage.job), bytes);
    if (judged) await judgedRows.keep(model, publication.lineage.job, judged);
    return {
      ...publication,
      format: 1,
      model,
      weights: weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
      weightsDigest: digestOf(bytes),
    };
  }

  /**
   * Writes a manifest under the first number that is free.
   * @param is tells what is published once: every number below the one that is tried was looked at, so two attempts at once
   * make one version, too. @param taken numbers, rising.
   */
  async function number(unnumbered: Unnumbered, is: Recognize, taken: readonly number[]): Promise<VersionReference> {
    const { model } = unnumbered;
    for (let version = (taken.at(-1) ?? 0) + 1; ; version++) {
      const complete: Manifest = { ...unnumbered, version, createdAt: new Date().toISOString() };
      if (await storage.putIfAbsent(manifestKey({ model, version }), JSON.stringify(complete, null, 1)))
        return { model, version };
      if (await find(model, [version], is)) return { model, version };
    }
  }

  async function propose(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged?: readonly JudgedRow[],
  ): Promise<void> {
    expectName(model);
    const candidate = await keepLearnt(model, publication, weights, judged);
    await storage.put(candidateKey(model, publication.lineage.job), JSON.stringify(candidate));
  }

  async function publishCandidate(model: string, job: string, sweep: SweepLineage): Promise<VersionReference> {
    const taken = await numbers(model, TAKEN_NAME);
    const is = byJob(sweep.job);
    const earlier = await find(model, taken, is);
    if (earlier) return earlier;
    const bytes = await storage.get(candidateKey(model, job));
    if (!bytes)
      throw new AppError(
        'ERR_VERSION_BROKEN',
        `Expected what job ${job} learnt. Received: nothing that is kept of it.`,
      );
    const candidate = JSON.parse(bytes.toString('utf8')) as Unnumbered;
    return number({ ...candidate, lineage: { ...candidate.lineage, sweep } }, is, taken);
  }

  async function removeCandidates(model: string, jobs: readonly string[], published?: string): Promise<void> {
    for (const job of jobs) {
      if (job !== published) await forgetLearnt(model, job);
      await storage.delete(candidateKey(model, job));
    }
  }

  async function forgetLearnt(model: string, job: string): Promise<void> {
    await storage.delete(weightsKey(model, job));
    await judgedRows.remove(model, job);
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

  const aliases = createAliases(storage);
  const { point, remove } = createNaming(aliases, {
    async exists({ model, version }) {
      return NAME.test(model) && (await versions(model)).includes(version);
    },
    async take(reference) {
      const { model, version } = reference;
      const job = (await manifest(reference).catch(ignoreBroken))?.lineage.job;
      const bytes = await storage.get(manifestKey(reference));
      await storage.put(`${versionsKey(model)}/${version}.gone`, new Date().toISOString());
      await storage.delete(manifestKey(reference));
      return {
        async putBack() {
          if (bytes) await storage.put(manifestKey(reference), bytes);
        },
        async forget() {
          if (job !== undefined) await forgetLearnt(model, job);
          await storage.deleteAll(evaluationsKey(reference));
          await storage.deleteAll(exportsKey(reference));
        },
      };
    },
  });

  return {
    importedAs: async (model, digest) => find(model, await versions(model), byImport(digest)),
    ...{ publish, publishedBy, models, versions, manifest, weights },
    ...{ keepEvaluation, evaluations, aliases, point, remove },
    ...{ propose, publishCandidate, removeCandidates },
    judgedRows: ({ model, lineage }) => judgedRows.of(model, lineage.job),
    hasCandidate: async (model, job) => (await storage.get(candidateKey(model, job))) !== undefined,
  };
}

/** Where the files lie that were made of a version for others; they go with it. */
export function exportsKey({ model, version }: VersionReference): string {
  return `models/${model}/exports/${version}`;
}

function expectName(model: string): void {
  if (!NAME.test(model)) throw new RangeError(`Expected the name of a model. Received: ${JSON.stringify(model)}.`);
}

function ignoreBroken(error: unknown): undefined {
  if (codeOf(error) !== 'ERR_VERSION_BROKEN') throw error;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
