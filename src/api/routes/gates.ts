/** Gates of aliases: what a new version has to be measured to be, for an alias to move to it by itself. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { type DatasetCatalog, type OwnParts, SCORED_PARTS } from '../../data/index.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { Name } from '../../models/specification/index.ts';
import type { Jobs } from '../../queue/index.ts';
import {
  findVersion,
  GATE_METRICS,
  type Gate,
  type GateDecision,
  type Gates,
  type Registry,
} from '../../registry/index.ts';
import { submitGateCheck } from '../../submission/index.ts';
import { failures } from '../responses.ts';

export interface GateRoutesOptions {
  readonly gates: Gates;
  readonly registry: Registry;
  readonly catalog: DatasetCatalog;
  readonly jobs: Jobs;
}

const DECISIONS_SHOWN = 20;
const MARGIN_MAX = 1e9;

const Parameters = Type.Object({ model: Name, alias: Name });
const Version = Type.Integer({ minimum: 1 });
const GateBody = Type.Object(
  {
    dataset: Type.String({ minLength: 1, maxLength: 64, description: 'that decides; no training should see it' }),
    part: Type.Optional(
      Type.Enum([...SCORED_PARTS], { description: 'which of its rows: its own `test` part by default, else `all`' }),
    ),
    metric: Type.Optional(Type.Enum([...GATE_METRICS], { default: 'accuracy' })),
    margin: Type.Optional(
      Type.Number({ minimum: 0, maximum: MARGIN_MAX, default: 0, description: 'by how much it has to be better' }),
    ),
    minimum: Type.Optional(
      Type.Number({
        minimum: -MARGIN_MAX,
        maximum: MARGIN_MAX,
        description: 'that it has to reach; of losses and errors, to stay below',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ dataset: 'held-out', metric: 'accuracy', margin: 0.002, minimum: 0.9 }] },
);
const Measured = Type.Object({ version: Version, value: Type.Union([Type.Number(), Type.Null()]) });
const Decision = Type.Unsafe<GateDecision>(
  Type.Object({
    outcome: Type.Enum(['measuring', 'promoted', 'kept', 'refused']),
    job: Type.Union([Type.String(), Type.Null()], { description: 'that measured it' }),
    at: Type.String(),
    metric: Type.String(),
    candidate: Measured,
    incumbent: Type.Union([Measured, Type.Null()], { description: 'that the alias pointed at' }),
    reason: Type.String(),
  }),
);
const GateView = Type.Unsafe<Gate & { readonly decisions: readonly GateDecision[] }>(
  Type.Object({
    dataset: Type.Object({ name: Type.String(), digest: Type.String() }),
    part: Type.String(),
    metric: Type.String(),
    margin: Type.Number(),
    minimum: Type.Optional(Type.Number()),
    since: Type.Integer({ minimum: 0, description: 'versions above it are measured as they come' }),
    at: Type.String(),
    decisions: Type.Array(Decision, { description: `on the newest ${DECISIONS_SHOWN} versions` }),
  }),
);

export const gateRoutes: FastifyPluginAsyncTypebox<GateRoutesOptions> = async (app, options) => {
  const { gates, registry, catalog, jobs } = options;
  const path = '/v1/models/:model/aliases/:alias/gate';
  const documented = { tags: ['models'], params: Parameters };

  app.get(
    path,
    {
      schema: {
        ...documented,
        summary: 'What an alias moves by, and what became of versions there',
        response: { 200: GateView, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }) => view(model, alias, await gateOf(model, alias)),
  );

  app.put(
    path,
    {
      schema: {
        ...documented,
        summary: 'Let an alias move by itself',
        description:
          'Each version that is published from now on is measured on the dataset, and takes the place of the version that the ' +
          'alias points at if it is better by the margin. Where the alias points at none, it has to reach `minimum` alone.',
        body: GateBody,
        response: { 200: GateView, ...failures(400, 404, 415, 422, 503) },
      },
    },
    async ({ params: { model, alias }, body }) => {
      const { dataset, metric = 'accuracy', margin = 0, minimum } = body;
      const manifest = await catalog.manifest(dataset);
      if (!manifest) throw refused('ERR_DATASET_UNKNOWN', '/dataset', `Expected a dataset. Received: "${dataset}".`);
      const gate: Gate = {
        dataset: { name: dataset, digest: manifest.digest },
        part: partOf(body, manifest.parts),
        ...{ metric, margin },
        ...(minimum !== undefined && { minimum }),
        since: (await registry.versions(model)).at(-1) ?? 0,
        at: new Date().toISOString(),
      };
      await gates.set(model, alias, gate);
      return view(model, alias, gate);
    },
  );

  app.delete(
    path,
    {
      schema: {
        ...documented,
        summary: 'Let an alias stay where it is put',
        response: { 204: Type.Null(), ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }, reply) => {
      await gateOf(model, alias);
      await gates.set(model, alias, undefined);
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}/check`,
    {
      schema: {
        ...documented,
        summary: 'Measure a version by the gate of an alias, though it is older, or was measured before',
        description:
          'The job is an evaluation; if the version is good enough, the alias points at it when the job has ended.',
        body: Type.Object({ version: Version }, { additionalProperties: false }),
        response: { 202: Type.Object({ job: Type.String() }), ...failures(400, 404, 415, 422, 429, 503) },
      },
    },
    async ({ params: { model, alias }, body: { version }, id: requestId }, reply) => {
      const { dataset, part, metric } = await gateOf(model, alias);
      const parts = { jobs, catalog, version: (text: string) => findVersion(registry, text) };
      const at = new Date();
      const job = await submitGateCheck({ model, version }, { dataset, part, alias }, { requestId, at }, parts);
      await gates.keepDecision(model, alias, {
        ...{ outcome: 'measuring', job, at: at.toISOString(), metric, incumbent: null },
        ...{ candidate: { version, value: null }, reason: 'it is being measured' },
      });
      reply.header('location', `/v1/jobs/${job}`);
      return reply.code(202).send({ job });
    },
  );

  async function gateOf(model: string, alias: string): Promise<Gate> {
    const gate = await gates.get(model, alias);
    if (gate) return gate;
    const detail = `Expected an alias that has a gate. Received: "${alias}" of model "${model}", which has none.`;
    throw new AppError('ERR_NOT_FOUND', detail);
  }

  async function view(model: string, alias: string, gate: Gate) {
    return { ...gate, decisions: await gates.decisions(model, alias, DECISIONS_SHOWN) };
  }
};

/** @throws AppError ERR_DATASET_MISFIT for a part that the dataset does not bring: others are drawn anew by each training. */
function partOf({ part, dataset }: Static<typeof GateBody>, own: OwnParts | undefined): Gate['part'] {
  const brought = own?.test === undefined ? undefined : own;
  if (part === undefined) return brought ? 'test' : 'all';
  if (part === 'all' || brought?.[part] !== undefined) return part;
  const known = ['all', ...Object.keys(brought ?? {})].map((each) => `"${each}"`).join(', ');
  const detail = `Expected a part that "${dataset}" brings: ${known}. Received: "${part}".`;
  throw refused('ERR_DATASET_MISFIT', '/part', detail);
}

function refused(code: ErrorCode, pointer: string, detail: string): AppError {
  return new AppError(code, detail, { problems: [{ pointer, detail }] });
}
