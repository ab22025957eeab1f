/**
 * The registry: what was learnt, as numbered versions of a named model. Knows storage, nothing of jobs or HTTP. How a version
 * is made stands in `publishing.ts`, how one is read in `versions.ts`.
 */
import type { Storage } from '../storage/index.ts';
import { type Aliases, createAliases } from './aliases.ts';
import { evaluationsKey, exportsKey, goneKey, manifestKey } from './keys.ts';
import type { KeptEvaluation, Manifest, VersionReference } from './manifest.ts';
import { createNaming, type Naming } from './naming.ts';
import { createPublishing, type Publishing } from './publishing.ts';
import { byImport, byJob, createVersions, ignoreBroken } from './versions.ts';

export interface Registry extends Naming, Omit<Publishing, 'forgetLearnt'> {
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
  /** Reads what aliases there are. They are moved by `point`. */
  readonly aliases: Pick<Aliases, 'get' | 'all' | 'history'>;
  /** Keeps what a version was measured to be; once for each job. */
  keepEvaluation(reference: VersionReference, evaluation: KeptEvaluation): Promise<void>;
  /** The newest evaluations of a version after its training, newest first. */
  evaluations(reference: VersionReference, countMax: number): Promise<KeptEvaluation[]>;
}

export function createRegistry(storage: Storage): Registry {
  const versions = createVersions(storage);
  const { forgetLearnt, ...publishing } = createPublishing(storage, versions);
  const aliases = createAliases(storage);

  async function keepEvaluation(reference: VersionReference, evaluation: KeptEvaluation): Promise<void> {
    await storage.put(`${evaluationsKey(reference)}/${evaluation.job}.json`, JSON.stringify(evaluation));
  }

  async function evaluations(reference: VersionReference, countMax: number): Promise<KeptEvaluation[]> {
    // Named by jobs, whose ids sort by time.
    const names = (await storage.list(evaluationsKey(reference))).slice(-countMax).reverse();
    const found = await Promise.all(names.map((name) => storage.get(`${evaluationsKey(reference)}/${name}`)));
    return found.flatMap((bytes) => (bytes ? [JSON.parse(bytes.toString('utf8')) as KeptEvaluation] : []));
  }

  const { point, remove } = createNaming(aliases, {
    async exists({ model, version }) {
      return (await versions.numbers(model)).includes(version);
    },
    async take(reference) {
      const job = (await versions.manifest(reference).catch(ignoreBroken))?.lineage.job;
      const bytes = await storage.get(manifestKey(reference));
      await storage.put(goneKey(reference), new Date().toISOString());
      await storage.delete(manifestKey(reference));
      return {
        async putBack() {
          if (bytes) await storage.put(manifestKey(reference), bytes);
        },
        async forget() {
          if (job !== undefined) await forgetLearnt(reference.model, job);
          await storage.deleteAll(evaluationsKey(reference));
          await storage.deleteAll(exportsKey(reference));
        },
      };
    },
  });

  return {
    importedAs: async (model, digest) => versions.find(model, await versions.numbers(model), byImport(digest)),
    publishedBy: async (model, job) => versions.find(model, await versions.numbers(model), byJob(job)),
    ...{ models: versions.models, versions: versions.numbers, manifest: versions.manifest },
    ...{ ...publishing, keepEvaluation, evaluations, aliases, point, remove },
  };
}
