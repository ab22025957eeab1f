/**
 * The models as all api processes together have them: loaded and unloaded in each, counted over all. A caller does not know which
 * process answers. Predicting itself is each process' own (`predictor`).
 */
import {
  type Predictor,
  type ShadowStatistics,
  sumShadowStatistics,
  sumStatistics,
  type VersionStatistics,
} from '../../prediction/index.ts';
import type { ModelReference, Registry, VersionReference } from '../../registry/index.ts';
import type { Siblings } from './siblings.ts';

export interface ServedModels {
  /** Brings a version into memory, wherever it is not there. @throws AppError ERR_NOT_FOUND, ERR_VERSION_BROKEN. */
  load(reference: ModelReference): Promise<void>;
  /** Frees the memory of a model's versions, until one is loaded or predicted with again. */
  unload(model: string): Promise<void>;
  /** Which of some models were unloaded, and neither loaded nor predicted with since. */
  unloaded(models: readonly string[]): Promise<ReadonlySet<string>>;
  /** What was predicted with some versions since the processes began, in the order of the versions. */
  statistics(versions: readonly VersionReference[]): Promise<VersionStatistics[]>;
  /** How what was computed with a version as a shadow compares with what was answered. */
  shadowStatistics(version: VersionReference): Promise<ShadowStatistics>;
  /** Takes over from the others what is unloaded, for a process that was started after it was. */
  catchUp(registry: Pick<Registry, 'models'>): Promise<void>;
}

/** Less than a request has; others are not waited for beyond it, and load what is predicted with. */
const LOAD_MS_MAX = 25_000;

export function createServedModels(siblings: Siblings, predictor: Predictor): ServedModels {
  const load = siblings.share('load', (reference: ModelReference) => predictor.load(reference), {
    timeoutMs: LOAD_MS_MAX,
  });
  const unload = siblings.share('unload', (model: string) => predictor.unload(model));
  const whichUnloaded = siblings.share('unloaded', (models: readonly string[]) => models.filter(predictor.isUnloaded));
  const count = siblings.share('statistics', (versions: readonly VersionReference[]) =>
    versions.map(predictor.statistics),
  );
  const compare = siblings.share('shadows', predictor.shadowStatistics);

  return {
    load: async (reference) => void (await load(reference)),
    unload: async (model) => void (await unload(model)),
    async unloaded(models) {
      const { answers } = await whichUnloaded(models);
      return inAll(answers);
    },
    async statistics(versions) {
      const { answers } = await count(versions);
      return versions.map((_, index) => sumStatistics(answers.flatMap((all) => all[index] ?? [])));
    },
    async shadowStatistics(version) {
      const { answers } = await compare(version);
      return sumShadowStatistics(answers);
    },
    async catchUp(registry) {
      if (siblings.count === 1) return;
      const [, ...others] = (await whichUnloaded(await registry.models())).answers;
      for (const model of inAll(others)) predictor.unload(model);
    },
  };
}

/** Whoever used it since has it in memory. */
function inAll(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const [first = [], ...others] = lists;
  return new Set(first.filter((model) => others.every((list) => list.includes(model))));
}
