/**
 * What the names of datasets stand for: an import that goes on, data that is ready, one that failed. The catalog knows who
 * has a name and what was made, the queue how far the import is; here both come together.
 *
 * DESIGN A name is claimed before its job is submitted, so that of two uploads one wins; a claim whose job is not there yet
 * is believed for a minute. A deletion frees the name first and looks for jobs after that, a submission queues its job first
 * and looks for the dataset after that: whichever comes second sees the other.
 */
import type { Claim, DatasetCatalog, DatasetManifest, ImportOptions, Upload } from '../data/index.ts';
import { isBroken } from '../data/index.ts';
import { AppError, codeOf } from '../errors.ts';
import type { Webhook } from '../models/specification/index.ts';
import type { Job, Jobs } from '../queue/index.ts';
import type { Gates } from '../registry/index.ts';

export type DatasetState = { readonly name: string; readonly claim: Claim | undefined } & (
  | { readonly status: 'importing' }
  | { readonly status: 'ready'; readonly manifest: DatasetManifest }
  | { readonly status: 'failed'; readonly error: { readonly code: string; readonly message: string } }
);

export interface ImportRequest {
  /** The id of its job. */
  readonly id: string;
  readonly name: string;
  readonly options: ImportOptions;
  readonly upload: Upload;
  readonly requestId: string;
  readonly webhook?: Webhook;
}

export interface DatasetNames {
  /** @throws AppError ERR_NOT_FOUND. */
  state(name: string): Promise<DatasetState>;
  /**
   * Queues an import.
   * @returns the job that imports it, and whether it is an earlier one, of the same upload.
   * @throws AppError ERR_CONFLICT if other data has the name.
   */
  submit(request: ImportRequest): Promise<{ job: string; repeated: boolean }>;
  /** @throws AppError ERR_NOT_FOUND, ERR_CONFLICT while an import or a training needs it. */
  remove(name: string): Promise<void>;
}

/** A submission takes milliseconds. */
const CLAIM_BELIEVED_MS = 60_000;
const CLAIM_TRIES_MAX = 10;

export function createDatasetNames(catalog: DatasetCatalog, jobs: Jobs, gates: Pick<Gates, 'all'>): DatasetNames {
  async function stateOrUndefined(name: string): Promise<DatasetState | undefined> {
    const claim = await catalog.owner(name);
    try {
      const manifest = await catalog.manifest(name);
      if (manifest) return { name, claim, status: 'ready', manifest };
    } catch (error) {
      if (!isBroken(error)) throw error;
      return { name, claim, status: 'failed', error: { code: error.code, message: error.message } };
    }
    return claim && stateOfImport(name, claim, await jobOf(claim));
  }

  async function jobOf(claim: Claim): Promise<Job | undefined> {
    try {
      return await jobs.get(claim.job);
    } catch (error) {
      if (codeOf(error) === 'ERR_NOT_FOUND') return undefined;
      throw error;
    }
  }

  async function stateOfImport(name: string, claim: Claim, job: Job | undefined): Promise<DatasetState> {
    const failed = (code: string, message: string): DatasetState => ({
      ...{ name, claim, status: 'failed', error: { code, message } },
    });
    if (!job && Date.now() - Date.parse(claim.at) > CLAIM_BELIEVED_MS)
      return failed(
        'ERR_INTERNAL',
        'Expected an import. Received: an upload that was broken off before it was queued.',
      );
    if (job?.status === 'cancelled') return failed('ERR_CANCELLED', 'The import was cancelled.');
    if (job?.status === 'failed') return failed(job.error?.code ?? 'ERR_INTERNAL', job.error?.message ?? '');
    // It is published before its job ends: it was not yet when it was looked for.
    const manifest = job?.status === 'succeeded' ? await catalog.manifest(name) : undefined;
    if (manifest) return { name, claim, status: 'ready', manifest };
    if (job?.status === 'succeeded')
      return failed('ERR_DATASET_BROKEN', `Expected the dataset "${name}". Received: none.`);
    return { name, claim, status: 'importing' };
  }

  async function submit({ id, name, options, upload, ...rest }: ImportRequest) {
    const digest = upload.digest(options);
    const claim: Claim = { job: id, digest, at: new Date().toISOString() };
    for (let tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
      const state = await stateOrUndefined(name);
      if (state && isInUse(state)) {
        if (state.claim?.digest !== digest) throw nameInUse(name);
        await upload.discard();
        return { job: state.claim.job, repeated: true };
      }
      if (!(await catalog.claim(name, state?.claim, claim))) continue;
      const { prefix, files } = upload;
      await jobs
        .submitImport({ id, ...rest, specification: { dataset: name, digest, upload: prefix, files, options } })
        .catch(async (error: unknown) => {
          await catalog.release(name, claim);
          throw error;
        });
      if (state?.claim) await catalog.remove(name, state.claim.job);
      return { job: id, repeated: false };
    }
    throw nameInUse(name);
  }

  async function remove(name: string): Promise<void> {
    if (catalog.isBuiltIn(name))
      throw inTheWay(`Expected a dataset that was uploaded. Received: "${name}", a built-in one.`);
    const { claim, status } = await state(name);
    if (!claim) throw notFound(name);
    if (status === 'importing') throw neededBy(name, claim.job);
    const [before] = await jobs.needing(name);
    if (before !== undefined) throw neededBy(name, before);
    await expectNoGate(name);
    if (!(await catalog.release(name, claim))) throw inTheWay(`Expected the dataset "${name}". Received: another one.`);
    const [meanwhile] = await jobs.needing(name);
    if (meanwhile !== undefined) {
      await catalog.claim(name, undefined, claim);
      throw neededBy(name, meanwhile);
    }
    await catalog.remove(name, claim.job);
  }

  /** @throws AppError ERR_CONFLICT. */
  async function expectNoGate(name: string): Promise<void> {
    const gate = (await gates.all()).find((each) => each.gate.dataset.name === name);
    if (!gate) return;
    const { model, alias } = gate;
    throw inTheWay(
      `Expected a dataset that no gate measures with. Received: "${name}", as "${alias}" of "${model}" does.`,
    );
  }

  async function state(name: string): Promise<DatasetState> {
    const found = await stateOrUndefined(name);
    if (!found) throw notFound(name);
    return found;
  }

  return { state, submit, remove };
}

/** Only a failed import leaves its name to the next one: what is damaged is not given up on its own. */
function isInUse(state: DatasetState): boolean {
  return state.status !== 'failed' || state.error.code === 'ERR_DATASET_BROKEN';
}

function notFound(name: string): AppError {
  return new AppError('ERR_NOT_FOUND', `Expected the name of a dataset. Received: "${name}", which none has.`);
}

function nameInUse(name: string): AppError {
  const detail = `Expected a name that no dataset has. Received: "${name}", under which there is other data.`;
  return new AppError('ERR_CONFLICT', detail, { problems: [{ pointer: '/name', detail }] });
}

function neededBy(name: string, job: string): AppError {
  return inTheWay(`Expected a dataset that no job needs. Received: "${name}", which job ${job} needs.`);
}

function inTheWay(message: string): AppError {
  return new AppError('ERR_CONFLICT', message);
}
