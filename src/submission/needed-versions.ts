/** Versions that an unfinished job uses stay. */
import { AppError } from '../errors.ts';
import type { Jobs } from '../queue/index.ts';

interface Remover {
  remove(reference: { readonly model: string; readonly version: number }): Promise<void>;
}

/** A registry that removes no version that a job needs: it throws AppError ERR_VERSION_NEEDED. */
export function keepingNeeded<R extends Remover>(registry: R, jobs: Pick<Jobs, 'needing'>): R {
  return {
    ...registry,
    async remove(reference) {
      const { model, version } = reference;
      const [job] = await jobs.needing(`${model}@${version}`);
      if (job === undefined) return registry.remove(reference);
      const detail = `Expected a version that no unfinished job needs. Received: version ${version}, which job ${job} uses.`;
      throw new AppError('ERR_VERSION_NEEDED', detail);
    },
  };
}
