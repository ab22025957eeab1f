/** Aliases of a model: moved, looked back at, taken back. What moves one may be bound to where it is (RFC 9110, If-Match). */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { AppError } from '../../errors.ts';
import { Name } from '../../models/specification/index.ts';
import {
  type AliasAuthor,
  type AliasEntry,
  CANARIES_MAX,
  divisionOf,
  faultOf,
  noAlias,
  type Registry,
} from '../../registry/index.ts';
import { failures } from '../responses.ts';

const REASON_LENGTH_MAX = 500;
const KEY_CHARACTERS = 8;
/** A number would be a version's. */
const Alias = Type.String({
  maxLength: 64,
  pattern: '^(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9._-]*$',
  title: 'a name that is no number',
});
const Parameters = Type.Object({ model: Name, alias: Alias });
const Reason = Type.Optional(Type.String({ maxLength: REASON_LENGTH_MAX, description: 'for the history' }));
const Conditions = Type.Object({
  'if-match': Type.Optional(Type.String({ description: 'the ETag from which it is moved, or `*` for any' })),
  'if-none-match': Type.Optional(Type.Literal('*', { description: 'only where there is no such alias' })),
});
const Version = Type.Integer({ minimum: 1 });
const Share = Type.Object(
  { version: Version, share: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'of the requests' }) },
  { additionalProperties: false },
);
const TRIED_OUT = {
  canaries: Type.Optional(
    Type.Unsafe<readonly Static<typeof Share>[]>(
      Type.Array(Share, {
        minItems: 1,
        maxItems: CANARIES_MAX,
        description:
          'versions that answer a share of the requests; those of the same X-Routing-Key always the same ones',
      }),
    ),
  ),
  shadow: Type.Optional(
    Type.Unsafe<Static<typeof Share>>({
      ...Share,
      description: 'a version that computes a share of the requests too, nobody being told what',
    }),
  ),
};
const WireAliasView = Type.Object({
  model: Type.String(),
  alias: Type.String(),
  version: Type.Union([Version, Type.Null()], { description: 'null: it was removed' }),
  ...TRIED_OUT,
  revision: Type.Integer({ minimum: 1, description: 'rising; its ETag' }),
  at: Type.String(),
  by: Type.Object({
    requestId: Type.String(),
    key: Type.Optional(
      Type.String({ description: `the first ${KEY_CHARACTERS} digits of the SHA-256 of the API key` }),
    ),
    reason: Type.Optional(Type.String()),
  }),
});
type AliasView = AliasEntry & { readonly model: string; readonly alias: string };
const AliasView = Type.Unsafe<AliasView>(WireAliasView);
const ENTITY_TAG = /^"([1-9]\d{0,14})"$/;

export const aliasRoutes: FastifyPluginAsyncTypebox<{ registry: Registry }> = async (app, { registry }) => {
  const documented = { tags: ['models'], params: Parameters };
  const path = '/v1/models/:model/aliases/:alias';

  app.get(
    path,
    {
      schema: {
        ...documented,
        summary: 'Where an alias points',
        response: { 200: AliasView, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }, reply) => {
      const entry = await registry.aliases.get(model, alias);
      if (!entry) throw noAlias(model, alias);
      return answer(reply, { model, alias, ...entry });
    },
  );

  app.get(
    `${path}/history`,
    {
      schema: {
        ...documented,
        summary: 'Who moved an alias, when and why; newest first',
        response: { 200: Type.Object({ data: Type.Array(AliasView) }), ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }) => {
      const entries = await registry.aliases.history(model, alias);
      if (entries.length === 0) throw noAlias(model, alias);
      return { data: entries.map((entry) => ({ model, alias, ...entry })) };
    },
  );

  app.put(
    path,
    {
      schema: {
        ...documented,
        summary: 'Point an alias at a version',
        description: 'Predictions follow within a second, in every process. `production` is what a bare name means.',
        headers: Conditions,
        body: Type.Object(
          { version: Version, ...TRIED_OUT, reason: Reason },
          {
            additionalProperties: false,
            examples: [
              { version: 3, reason: 'better on rare digits' },
              { version: 3, canaries: [{ version: 4, share: 0.1 }], shadow: { version: 5, share: 1 } },
            ],
          },
        ),
        response: { 200: AliasView, ...failures(400, 404, 412, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const { model, alias } = request.params;
      const { reason } = request.body;
      const division = divisionOf(request.body);
      const fault = faultOf(division);
      if (fault) throw new AppError('ERR_DIVISION', fault.detail, { problems: [fault] });
      const entry = await registry.point(
        { model, alias, division },
        authorOf(request, reason),
        await condition(request),
      );
      return answer(reply, { model, alias, ...entry });
    },
  );

  app.delete(
    path,
    {
      schema: {
        ...documented,
        summary: 'Remove an alias',
        headers: Conditions,
        response: { 204: Type.Null(), ...failures(400, 404, 412, 503) },
      },
    },
    async (request, reply) => {
      const { model, alias } = request.params;
      await registry.point({ model, alias, division: null }, authorOf(request), await condition(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}/rollback`,
    {
      schema: {
        ...documented,
        summary: 'Take an alias back to what it was before',
        description: 'To the versions that answered before the present ones. That is a move of its own in the history.',
        headers: Conditions,
        response: { 200: AliasView, ...failures(400, 404, 409, 412, 503) },
      },
    },
    async (request, reply) => {
      const { model, alias } = request.params;
      const [now, ...before] = await registry.aliases.history(model, alias);
      if (!now || now.version === null) throw noAlias(model, alias);
      const earlier = before.find(
        (entry) => entry.version === null || !isDeepStrictEqual(divisionOf(entry), divisionOf(now)),
      );
      if (!earlier || earlier.version === null) {
        const detail = `Expected an alias that pointed at another version before. Received: "${alias}", which did not.`;
        throw new AppError('ERR_CONFLICT', detail);
      }
      const division = divisionOf(earlier);
      const asked = await condition(request);
      // Bound to what was looked at: of two who take it back at once, one does.
      const by = authorOf(request, `back from version ${now.version}`);
      const entry = await registry.point({ model, alias, division }, by, asked ?? now.revision);
      return answer(reply, { model, alias, ...entry });
    },
  );

  /** The revision to which a request is bound; undefined where it is bound to none. */
  async function condition(request: FastifyRequest): Promise<number | undefined> {
    const { model, alias } = request.params as Static<typeof Parameters>;
    const { 'if-match': match, 'if-none-match': none } = request.headers;
    if (none !== undefined) return 0;
    if (match === undefined) return undefined;
    const there = (await registry.aliases.get(model, alias))?.revision;
    const revision = match === '*' ? there : Number(ENTITY_TAG.exec(match)?.[1]);
    // A tag of another form is of no revision that there ever was.
    if (revision !== undefined && !Number.isNaN(revision)) return revision;
    const detail = `Expected ${match === '*' ? 'an alias' : 'the ETag of the alias, such as "3"'}. Received: `;
    throw new AppError('ERR_PRECONDITION', `${detail}${match === '*' ? 'none of this name' : 'another If-Match'}.`);
  }
};

function answer(reply: FastifyReply, view: AliasView): AliasView {
  reply.header('etag', `"${view.revision}"`);
  return view;
}

function authorOf(request: FastifyRequest, reason?: string): AliasAuthor {
  const key = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return {
    requestId: request.id,
    ...(key !== undefined && { key: createHash('sha256').update(key).digest('hex').slice(0, KEY_CHARACTERS) }),
    ...(reason !== undefined && { reason }),
  };
}
