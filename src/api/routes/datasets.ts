/** Datasets: which there are, what is known of each, a look at some rows, and their end. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { countBins, type Dataset, type DatasetCatalog, type DatasetManifest, previewRows } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import type { DatasetNames } from '../dataset-names.ts';
import { DatasetView, summaryOf, viewOf } from '../dataset-view.ts';
import { failures } from '../responses.ts';

const Parameters = Type.Object({ name: Type.String({ maxLength: 64 }) });

const ListQuery = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 64, description: 'name of the last dataset of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100 })),
  },
  { additionalProperties: false },
);

const PARTS = ['train', 'validation', 'test'] as const;
type PartName = (typeof PARTS)[number];

const RowsQuery = Type.Object(
  {
    part: Type.Optional(Type.Enum([...PARTS], { description: 'of data that brings its own; default: all rows' })),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
);

const BINS = 20;
const HistogramQuery = Type.Object(
  {
    column: Type.String({ minLength: 1, maxLength: 256, description: 'of numbers or times' }),
    bins: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: BINS })),
  },
  { additionalProperties: false },
);
const Histogram = Type.Object({
  column: Type.String(),
  bins: Type.Array(
    Type.Object({
      from: Type.Number({ description: 'of times: seconds since 1970' }),
      to: Type.Number({ description: 'excluded, but of the last bin' }),
      rows: Type.Integer({ minimum: 0 }),
    }),
    {
      description: 'all as wide as each other; missing values are in none; a single one where all values are the same',
    },
  ),
});

export interface DatasetRoutesOptions {
  readonly catalog: DatasetCatalog;
  readonly names: DatasetNames;
}

export const datasetRoutes: FastifyPluginAsyncTypebox<DatasetRoutesOptions> = async (app, { catalog, names }) => {
  app.get(
    '/v1/datasets',
    {
      schema: {
        tags: ['datasets'],
        summary: 'The datasets there are, by name',
        querystring: ListQuery,
        response: {
          200: Type.Object({ data: Type.Array(DatasetView), hasMore: Type.Boolean() }),
          ...failures(400, 503),
        },
      },
    },
    async ({ query: { after = '', limit = 100 } }) => {
      const left = (await catalog.names()).filter((name) => name > after);
      const states = left.slice(0, limit).map((name) => names.state(name).catch(unlessGone));
      const data = (await Promise.all(states)).flatMap((state) => (state ? [summaryOf(state)] : []));
      return { data, hasMore: left.length > limit };
    },
  );

  app.get(
    '/v1/datasets/:name',
    {
      schema: {
        tags: ['datasets'],
        summary: 'One dataset',
        params: Parameters,
        response: { 200: DatasetView, ...failures(404, 503) },
      },
    },
    async ({ params }) => viewOf(await names.state(params.name)),
  );

  app.get(
    '/v1/datasets/:name/rows',
    {
      schema: {
        tags: ['datasets'],
        summary: 'A look at some rows',
        params: Parameters,
        querystring: RowsQuery,
        response: {
          200: Type.Object({ data: Type.Array(Type.Unknown()), hasMore: Type.Boolean() }),
          ...failures(400, 404, 409, 503),
        },
      },
    },
    async ({ params: { name }, query: { part, offset = 0, limit = 20 } }) => {
      const dataset = await openReady(name);
      const { start, end } = boundsOf(dataset.manifest, part);
      const from = Math.min(start + offset, end);
      const to = Math.min(from + limit, end);
      return { data: to > from ? await previewRows(dataset, from, to - from) : [], hasMore: to < end };
    },
  );

  app.get(
    '/v1/datasets/:name/histogram',
    {
      schema: {
        tags: ['datasets'],
        summary: "How a column's numbers or times are spread",
        params: Parameters,
        querystring: HistogramQuery,
        response: { 200: Histogram, ...failures(400, 404, 409, 503) },
      },
    },
    async ({ params: { name }, query: { column, bins = BINS } }) => {
      const dataset = await openReady(name);
      return { column, bins: await countBins(dataset, rangedColumn(dataset.manifest, column), bins) };
    },
  );

  /** @throws AppError ERR_CONFLICT, ERR_NOT_FOUND. */
  async function openReady(name: string): Promise<Dataset> {
    const dataset = await catalog.open(name);
    if (!dataset) throw new AppError('ERR_CONFLICT', notReady((await names.state(name)).status));
    return dataset;
  }

  app.delete(
    '/v1/datasets/:name',
    {
      schema: {
        tags: ['datasets'],
        summary: 'Delete a dataset',
        description: 'Refused while an unfinished job needs it. What was learnt from it stays.',
        params: Parameters,
        response: { 204: Type.Null(), ...failures(404, 409, 503) },
      },
    },
    async ({ params }, reply) => {
      await names.remove(params.name);
      return reply.code(204).send(null);
    },
  );
};

/** One that was deleted since the names were read is no longer one of them. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof AppError) || error.code !== 'ERR_NOT_FOUND') throw error;
}

function notReady(status: string): string {
  return `Expected a dataset that is ready. Received: one that is ${status}.`;
}

/** Of a part among all rows. @throws AppError ERR_VALIDATION for a part that the data does not bring. */
function boundsOf({ rows, parts }: DatasetManifest, part: PartName | undefined): { start: number; end: number } {
  if (part === undefined) return { start: 0, end: rows };
  const count = parts?.[part];
  if (count === undefined) {
    const known = PARTS.filter((name) => parts?.[name] !== undefined).join(', ') || 'none';
    const detail = `Expected a part that the dataset brings: ${known}. Received: "${part}".`;
    throw new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: '/part', detail }] });
  }
  const before = PARTS.slice(0, PARTS.indexOf(part));
  const start = before.reduce((sum, name) => sum + (parts?.[name] ?? 0), 0);
  return { start, end: start + count };
}

/** @throws AppError ERR_VALIDATION for what is no column with a range. */
function rangedColumn({ content, name }: DatasetManifest, wanted: string) {
  const columns = content.form === 'table' ? content.columns : [];
  const found = columns.find((column) => column.name === wanted);
  if (found?.range) return { name: wanted, range: found.range };
  const received = found ? `"${wanted}", of the type ${found.type}` : `"${wanted}", which "${name}" does not have`;
  const detail = `Expected a column with numbers or times. Received: ${received}.`;
  throw new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: '/column', detail }] });
}
