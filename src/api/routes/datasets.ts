/** Datasets: which there are, what is known of each, and a look at some rows. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type Dataset, type DatasetCatalog, type DatasetManifest, encodePng } from '../../data/index.ts';
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
      return { data: datasets.map(({ manifest }) => viewOf(manifest)), hasMore: false };
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
    async ({ params }) => viewOf((await find(params.name)).manifest),
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
      const { train, test } = partsOf(dataset.manifest);
      const end = Math.min(offset + limit, part === 'train' ? train : test);
      const begin = part === 'train' ? 0 : train;
      const data = await Promise.all(
        Array.from({ length: Math.max(end - offset, 0) }, (_, row) => rowOf(dataset, begin, offset + row)),
      );
      return { data, hasMore: end < (part === 'train' ? train : test) };
    },
  );
};

async function rowOf({ arrays, manifest }: Dataset, begin: number, index: number) {
  const { inputs, targets } = await arrays(Number.MAX_SAFE_INTEGER);
  const { height, width, channels } = pictureOf(manifest);
  const png = await encodePng(inputs.row(begin + index) as Uint8Array, { height, width, channels: channels as 1 });
  return {
    index,
    image: `data:image/png;base64,${png.toString('base64')}`,
    label: classesOf(manifest)[targets?.[begin + index] ?? 0]?.label ?? '',
  };
}

function viewOf(manifest: DatasetManifest) {
  const { name, digest, bytes } = manifest;
  return {
    ...{ name, kind: 'image' as const, status: 'ready' as const },
    rows: partsOf(manifest),
    schema: pictureOf(manifest),
    classes: classesOf(manifest),
    digest,
    bytes,
  };
}

function partsOf({ rows, parts }: DatasetManifest) {
  return { train: parts?.train ?? rows, test: parts?.test ?? 0 };
}

function pictureOf({ content }: DatasetManifest) {
  const [height = 0, width = 0, channels = 0] = content.form === 'array' ? content.shape : [];
  return { height, width, channels };
}

function classesOf({ content }: DatasetManifest) {
  const targets = content.form === 'array' ? content.targets : undefined;
  return targets?.kind === 'classes'
    ? targets.labels.map((label, index) => ({ label, rows: targets.counts[index] ?? 0 }))
    : [];
}
