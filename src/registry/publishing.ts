/**
 * What jobs learnt becomes versions.
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
import { AppError } from '../errors.ts';
import type { NamedWeight } from '../models/index.ts';
import type { Storage } from '../storage/index.ts';
import { createJudgedRows, type JudgedRow } from './judged-rows.ts';
import { candidateKey, manifestKey, weightsKey } from './keys.ts';
import type { Lineage, Manifest, VersionReference } from './manifest.ts';
import { byImport, byJob, expectName, type Recognize, type Versions } from './versions.ts';
import { decodeWeights, encodeWeights } from './weights.ts';

export type Publication = Omit<Manifest, 'format' | 'model' | 'version' | 'createdAt' | 'weights' | 'weightsDigest'>;

/** A manifest without its number. */
type Unnumbered = Omit<Manifest, 'version' | 'createdAt'>;
export type SweepLineage = NonNullable<Lineage['sweep']>;

export interface Publishing {
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
  /** @throws AppError ERR_VERSION_BROKEN if the weights are not the ones that were published. */
  weights(manifest: Manifest): Promise<NamedWeight[]>;
  /** Rows that it was tested on, those first that it was furthest off with; undefined where none were kept. */
  judgedRows(manifest: Manifest): Promise<readonly JudgedRow[] | undefined>;
  /** Removes what a job learnt: its weights, and the rows that it was judged on. */
  forgetLearnt(model: string, job: string): Promise<void>;
}

export function createPublishing(storage: Storage, versions: Versions): Publishing {
  const judgedRows = createJudgedRows(storage);

  async function publish(
    model: string,
    publication: Publication,
    weights: readonly NamedWeight[],
    judged?: readonly JudgedRow[],
  ): Promise<VersionReference> {
    expectName(model);
    const { job, import: from } = publication.lineage;
    const is = from ? byImport(from.digest) : byJob(job);
    const taken = await versions.taken(model);
    const earlier = await versions.find(model, taken, is);
    if (earlier) return earlier;
    const version = await number(await keepLearnt(model, publication, weights, judged), is, taken);
    // Of two imports of the same files at once, the other one is the version.
    if (from && (await versions.manifest(version))?.lineage.job !== job) await storage.delete(weightsKey(model, job));
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
      if (await versions.find(model, [version], is)) return { model, version };
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
    const taken = await versions.taken(model);
    const is = byJob(sweep.job);
    const earlier = await versions.find(model, taken, is);
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

  return {
    ...{ publish, propose, publishCandidate, removeCandidates, weights, forgetLearnt },
    judgedRows: ({ model, lineage }) => judgedRows.of(model, lineage.job),
    hasCandidate: async (model, job) => (await storage.get(candidateKey(model, job))) !== undefined,
  };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
