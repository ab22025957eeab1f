/** Which versions of a model are worth keeping: two beside each other, and the rule by which old ones go. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { Name } from '../../models/specification/index.ts';
import {
  compareVersions,
  type Manifest,
  parseReference,
  type Registry,
  type Retention,
  resolveReference,
  type VersionComparison,
} from '../../registry/index.ts';
import { failures } from '../responses.ts';

const VERSIONS_MAX = 100_000;
const DAYS_MAX = 36_500;

const Parameters = Type.Object({ model: Name });
const Which = Type.String({ maxLength: 64, description: "a version's number or an alias" });
const Rule = Type.Object(
  {
    keepLast: Type.Optional(
      Type.Integer({ minimum: 1, maximum: VERSIONS_MAX, description: 'the newest so many stay, however old' }),
    ),
    keepDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DAYS_MAX,
        description: 'those younger than so many days stay, however many',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ keepLast: 10, keepDays: 90 }] },
);
const Comparison = Type.Unsafe<VersionComparison>(
  Type.Object({}, { description: 'evaluations, recalls of labels, and what was asked for differently' }),
);

export interface ModelKeepingOptions {
  readonly registry: Registry;
  readonly retention: Retention;
}

export const modelKeepingRoutes: FastifyPluginAsyncTypebox<ModelKeepingOptions> = async (
  app,
  { registry, retention },
) => {
  const path = '/v1/models/:model/retention';

  app.get(
    '/v1/models/:model/compare',
    {
      schema: {
        tags: ['models'],
        summary: 'Compare two versions',
        params: Parameters,
        querystring: Type.Object({ base: Which, candidate: Which }, { additionalProperties: false }),
        response: { 200: Comparison, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model }, query: { base, candidate } }) =>
      compareVersions(await manifestOf(model, base), await manifestOf(model, candidate)),
  );

  app.get(
    path,
    {
      schema: {
        tags: ['models'],
        summary: 'Which versions are kept',
        params: Parameters,
        response: { 200: Rule, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model } }) => {
      await expectModel(model);
      return (await retention.rule(model)) ?? {};
    },
  );

  app.put(
    path,
    {
      schema: {
        tags: ['models'],
        summary: 'Keep versions by count and age',
        description:
          'Others are removed now, and from now on within ten minutes; never the newest, nor one that an alias points at.',
        params: Parameters,
        body: Rule,
        response: {
          200: Type.Intersect([Rule, Type.Object({ removed: Type.Array(Type.Integer()) })]),
          ...failures(400, 404, 415, 503),
        },
      },
    },
    async ({ params: { model }, body }) => {
      await expectModel(model);
      await retention.set(model, body);
      return { ...body, removed: await retention.apply(model) };
    },
  );

  app.delete(
    path,
    {
      schema: {
        tags: ['models'],
        summary: 'Keep all versions',
        params: Parameters,
        response: { 204: Type.Null(), ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model } }, reply) => {
      await expectModel(model);
      await retention.set(model, undefined);
      return reply.code(204).send(null);
    },
  );

  async function manifestOf(model: string, which: string): Promise<Manifest> {
    const reference = parseReference(`${model}@${which}`);
    if (reference) return resolveReference(registry, reference);
    throw new AppError('ERR_VALIDATION', `Expected the number of a version, or an alias. Received: "${which}".`);
  }

  async function expectModel(model: string): Promise<void> {
    if ((await registry.versions(model)).length > 0) return;
    throw new AppError('ERR_NOT_FOUND', `Could not find any versions of model ${model}`);
  }
};
