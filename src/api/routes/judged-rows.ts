/** The rows behind a version's confusion matrix, as a person sees them. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type DatasetCatalog, previewChosenRows } from '../../data/index.ts';
import { AppError, codeOf } from '../../errors.ts';
import { Name } from '../../models/specification/index.ts';
import type { JudgedRow, Manifest, Registry } from '../../registry/index.ts';
import { failures } from '../responses.ts';

const LIMIT_MAX = 100;
const LIMIT = 24;

const Label = Type.String({ maxLength: 1000 });
const Query = Type.Object(
  {
    true: Type.Optional(Type.String({ maxLength: 1000, description: 'only rows of this label' })),
    predicted: Type.Optional(Type.String({ maxLength: 1000, description: 'only rows that were taken for this label' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX, default: LIMIT })),
  },
  { additionalProperties: false },
);

const Probability = Type.Number({ minimum: 0, maximum: 1 });
const JudgedView = Type.Object({
  row: Type.Integer({ minimum: 0, description: 'of the dataset, from 0' }),
  true: Label,
  predicted: Label,
  probability: Type.Number({ ...Probability, description: 'of the label that was predicted' }),
  trueProbability: Type.Number({ ...Probability, description: 'of the true one' }),
  loss: Type.Number(),
  preview: Type.Unknown({
    description:
      "as in `GET /v1/datasets/{name}/rows`, a picture as a PNG's data URL; null where the dataset is gone or another one",
  }),
});
const Answer = Type.Object({
  data: Type.Array(JudgedView),
  hasMore: Type.Boolean({ description: 'whether more such rows were kept' }),
  kept: Type.Boolean({
    description: 'false of versions that have none: no classes, series, or made before rows were kept',
  }),
  dataset: Type.Union([Type.String(), Type.Null()], {
    description: 'whose rows they are; null of a version that was imported',
  }),
});

export interface JudgedRowRoutesOptions {
  readonly registry: Registry;
  readonly catalog: DatasetCatalog;
}

export const judgedRowRoutes: FastifyPluginAsyncTypebox<JudgedRowRoutesOptions> = async (
  app,
  { registry, catalog },
) => {
  app.get(
    '/v1/models/:model/versions/:version/mistakes',
    {
      schema: {
        tags: ['models'],
        summary: 'The rows that a version is mistaken about',
        description:
          'Of the rows that it was tested on at the end of its training, those first that it was furthest off with. With ' +
          '`true` and `predicted` those behind one cell of the confusion matrix; where both are the same label, the right ' +
          'answers that it was least sure of. At most eight of each cell are kept, and 2,000 in all.',
        params: Type.Object({ model: Name, version: Type.Integer({ minimum: 1 }) }),
        querystring: Query,
        response: { 200: Answer, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, version }, query }) => {
      const manifest = await registry.manifest({ model, version });
      if (!manifest) throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
      const { limit = LIMIT } = query;
      const [truth, answer] = [placeOf(manifest, 'true', query.true), placeOf(manifest, 'predicted', query.predicted)];
      const kept = await registry.judgedRows(manifest);
      // Who asks for no cell in particular wants mistakes.
      const isCell = truth !== undefined && answer !== undefined;
      const asked = (kept ?? []).filter(
        (row) =>
          (truth ?? row.truth) === row.truth &&
          (answer ?? row.answer) === row.answer &&
          (isCell || row.truth !== row.answer),
      );
      const shown = asked.slice(0, limit);
      const previews = await previewsOf(manifest, shown, catalog);
      return {
        data: shown.map((row, index) => ({ ...viewOf(manifest, row), preview: previews?.[index] ?? null })),
        ...{ hasMore: asked.length > limit, kept: kept !== undefined, dataset: manifest.lineage.dataset?.name ?? null },
      };
    },
  );
};

/** @throws AppError ERR_VALIDATION for a label that the version does not know. */
function placeOf({ labels }: Manifest, field: string, label: string | undefined): number | undefined {
  if (label === undefined) return undefined;
  const place = labels.indexOf(label);
  if (place >= 0) return place;
  const known = labels.slice(0, 10).join(', ');
  const detail = `Expected a label of the version: ${known}${labels.length > 10 ? ', …' : ''}. Received: "${label.slice(0, 60)}".`;
  throw new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: `/${field}`, detail }] });
}

function viewOf({ labels }: Manifest, { row, truth, answer, loss, probability, trueProbability }: JudgedRow) {
  return {
    ...{ row, true: labels[truth] ?? '', predicted: labels[answer] ?? '' },
    ...{ probability, trueProbability, loss },
  };
}

/** @returns undefined where the dataset is not the one that was tested on any more. */
async function previewsOf(
  { lineage }: Manifest,
  rows: readonly JudgedRow[],
  catalog: DatasetCatalog,
): Promise<readonly unknown[] | undefined> {
  if (!lineage.dataset) return undefined;
  const { name, digest } = lineage.dataset;
  try {
    const dataset = await catalog.open(name);
    if (!dataset || dataset.manifest.digest !== digest) return undefined;
    return await previewChosenRows(
      dataset,
      rows.map(({ row }) => row),
    );
  } catch (error) {
    // Deleted meanwhile, or damaged: what is known of the rows is told all the same.
    if (codeOf(error) === 'ERR_DATASET_BROKEN') return undefined;
    throw error;
  }
}
