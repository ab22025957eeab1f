/**
 * The repository extension: which versions there are, and models that are brought into memory and out of it. Nothing stays
 * closed: what was unloaded is loaded again by the next prediction, as any version is by its first one.
 */
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { AppError, codeOf, messageOf } from '../../../errors.ts';
import { parseJson } from '../../../prediction/index.ts';
import type { Registry } from '../../../registry/index.ts';
import { isObject, show } from '../../../schema-words.ts';
import { sendJson } from '../answers.ts';
import { type OpenInferenceOptions, schemaOf } from './paths.ts';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'UNAVAILABLE';
  readonly reason: string;
}

interface RepositoryRequest {
  readonly Params: { readonly model: string };
  readonly Body: Buffer | undefined;
}

const Model = Type.Object({ model: Type.String({ maxLength: 64 }) });

export async function repositoryRoutes(
  app: FastifyInstance,
  { predictor, models, registry }: OpenInferenceOptions,
): Promise<void> {
  app.post<RepositoryRequest>(
    '/repository/index',
    { schema: schemaOf('The versions of all models, and whether they can predict') },
    async ({ body }, reply) => {
      const { ready = false } = readObject(body);
      if (typeof ready !== 'boolean')
        throw new AppError('ERR_INSTANCES', `Expected true or false at ready. Received: ${show(ready)}.`);
      const entries: Entry[] = [];
      const names = await registry.models();
      const unloaded = await models.unloaded(names);
      // One model after the other: there may be many, and others wait for an answer, too.
      for (const model of names) entries.push(...(await entriesOf(registry, model, unloaded.has(model))));
      return sendJson(reply, ready ? entries.filter(({ state }) => state === 'READY') : entries);
    },
  );

  app.post<RepositoryRequest>(
    '/repository/models/:model/load',
    { schema: schemaOf('Bring the newest version of a model into memory', Model) },
    async ({ params: { model }, body }, reply) => {
      refuseOverrides(readObject(body));
      await models.load({ model });
      return sendJson(reply, {});
    },
  );

  app.post<RepositoryRequest>(
    '/repository/models/:model/unload',
    { schema: schemaOf('Free the memory of all versions of a model', Model) },
    async ({ params: { model }, body }, reply) => {
      readObject(body);
      await predictor.find({ model });
      await models.unload(model);
      return sendJson(reply, {});
    },
  );
}

async function entriesOf(registry: Registry, model: string, unloaded: boolean): Promise<Entry[]> {
  const versions = await registry.versions(model);
  return Promise.all(
    versions.map(async (version) => {
      const damage = await damageOf(registry, model, version);
      const reason = damage ?? (unloaded ? 'unloaded' : '');
      return { name: model, version: String(version), state: reason === '' ? 'READY' : 'UNAVAILABLE', reason };
    }),
  );
}

async function damageOf(registry: Registry, model: string, version: number): Promise<string | undefined> {
  try {
    await registry.manifest({ model, version });
    return undefined;
  } catch (error) {
    if (codeOf(error) === 'ERR_VERSION_BROKEN') return messageOf(error);
    throw error;
  }
}

/** The body may be left out. */
function readObject(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  const value = body?.length ? parseJson(body) : {};
  if (isObject(value)) return value;
  throw new AppError('ERR_INSTANCES', `Expected an object. Received: ${show(value)}.`);
}

/** Triton takes files and settings with a load; here a version is what was published. */
function refuseOverrides({ parameters = {} }: Readonly<Record<string, unknown>>): void {
  if (!isObject(parameters))
    throw new AppError('ERR_INSTANCES', `Expected an object at parameters. Received: ${show(parameters)}.`);
  const override = Object.keys(parameters).find((name) => name === 'config' || name.startsWith('file:'));
  if (override !== undefined) {
    const expected = 'no settings or files with a load: a version never changes';
    throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: "${override.slice(0, 60)}".`);
  }
}
