/** Datasets: which there are, what is known of each, and a look at some rows. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type Dataset, type DatasetCatalog, encodePng } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { failures } from '../responses.ts';

const Count = Type.Integer({ minimum: 0 });
const Parameters = Type.Object({ name: Type.String({ maxLength: 64 }) });

const DatasetView = Type.Object({
  name: Type.String(),
  kind: Type.Literal('image'),
  status: Type.Literal('ready'),
  rows: Type.Object({ train: Count, test: Count }),
  schema: Type.Object({ height: Count, width: Count, channels: Count }),
  classes: Type.Array(Type.Object({ label: Type.String(), rows: Count })),
  digest: Type.String(),
  bytes: Count,
});

const RowsQuery = Type.Object(
  {
    part: Type.Optional(Type.Union([Type.Literal('train'), Type.Literal('test')])),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
);

const Row = Type.Object({ index: Count, image: Type.String({ description: 'a PNG data URL' }), label: Type.String() });

export const datasetRoutes: FastifyPluginAsyncTypebox<{ catalog: DatasetCatalog }> = async (app, { catalog }) => {
  async function find(name: string): Promise<Dataset> {
    const dataset = await catalog.open(name);
    if (!dataset)
      throw new AppError('ERR_NOT_FOUND', `Expected the name of a dataset. Received: "${name}", which none has.`);
    return dataset;
  }

  app.get(
    '/v1/datasets',
    {
      schema: {
        tags: ['datasets'],
        summary: 'The datasets there are',
        response: { 200: Type.Object({ data: Type.Array(DatasetView), hasMore: Type.Boolean() }), ...failures() },
      },
    },
    async () => {
      const datasets = await Promise.all(catalog.names().map(find));
      return { data: datasets.map(viewOf), hasMore: false };
    },
  );

  app.get(
    '/v1/datasets/:name',
    {
      schema: {
        tags: ['datasets'],
        summary: 'One dataset',
        params: Parameters,
        response: { 200: DatasetView, ...failures(404) },
      },
    },
    async ({ params }) => viewOf(await find(params.name)),
  );

  app.get(
    '/v1/datasets/:name/rows',
    {
      schema: {
        tags: ['datasets'],
        summary: 'A look at some rows',
        params: Parameters,
        querystring: RowsQuery,
        response: { 200: Type.Object({ data: Type.Array(Row), hasMore: Type.Boolean() }), ...failures(400, 404) },
      },
    },
    async ({ params, query }) => {
      const { part = 'train', offset = 0, limit = 20 } = query;
      const dataset = await find(params.name);
      const examples = dataset.parts[part];
      const end = Math.min(offset + limit, examples.count);
      const data = await Promise.all(
        Array.from({ length: Math.max(end - offset, 0) }, (_, row) => rowOf(dataset, part, offset + row)),
      );
      return { data, hasMore: end < examples.count };
    },
  );
};

async function rowOf({ parts, preprocessing, classes }: Dataset, part: 'train' | 'test', index: number) {
  const png = await encodePng(parts[part].picture(index), preprocessing);
  return {
    index,
    image: `data:image/png;base64,${png.toString('base64')}`,
    label: classes[parts[part].labels[index] ?? 0] ?? '',
  };
}

function viewOf({ name, kind, parts, preprocessing, classes, digest, bytes }: Dataset) {
  const { height, width, channels } = preprocessing;
  const counts = new Array<number>(classes.length).fill(0);
  for (const part of Object.values(parts)) for (const label of part.labels) counts[label] = (counts[label] ?? 0) + 1;
  return {
    name,
    kind,
    status: 'ready' as const,
    rows: { train: parts.train.count, test: parts.test.count },
    schema: { height, width, channels },
    classes: classes.map((label, index) => ({ label, rows: counts[index] ?? 0 })),
    digest: digest(),
    bytes,
  };
}
