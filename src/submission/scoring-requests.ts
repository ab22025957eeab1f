/** What a client asks of a version and a dataset: the schemas of evaluations and batch predictions. */
import Type, { type Static } from 'typebox';
import { SCORED_PARTS } from '../data/index.ts';
import { FIGURES, JobRequest, VersionName } from '../models/specification/index.ts';
import { OUTPUT_FORMATS } from '../queue/index.ts';

const COLUMNS_MAX = 10_000;
const ColumnName = Type.String({ minLength: 1, maxLength: 256 });
const ColumnList = Type.Array(ColumnName, { minItems: 1, maxItems: COLUMNS_MAX, uniqueItems: true });

const { dataset, metadata, webhook } = JobRequest.properties;
const COMMON = { model: VersionName, dataset, metadata, webhook };

const REPEATS_MAX = 100;
export const ImportanceRequest = Type.Object(
  {
    repeats: Type.Optional(Type.Integer({ minimum: 1, maximum: REPEATS_MAX, default: 5 })),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, default: 0 })),
    scoring: Type.Optional(
      Type.Enum(['loss', ...FIGURES], { description: 'Default: accuracy, or r2Score where numbers are predicted' }),
    ),
  },
  {
    additionalProperties: false,
    description: 'of a version that learnt from columns: by how much its score drops when one of them is shuffled',
  },
);
export type ImportanceRequest = Static<typeof ImportanceRequest>;

export const EvaluationRequest = Type.Object(
  {
    ...COMMON,
    part: Type.Optional(
      Type.Enum([...SCORED_PARTS], {
        description:
          'which rows: `test` by default where there is a test part (of the dataset that the version learnt from, the rows ' +
          'that it was tested with), else `all`',
      }),
    ),
    target: Type.Optional(
      Type.Union([ColumnName, ColumnList], { description: 'where the columns with the truth have other names' }),
    ),
    permutationImportance: Type.Optional(ImportanceRequest),
  },
  { additionalProperties: false, examples: [{ model: 'digits@3', dataset: 'more-digits' }] },
);
export type EvaluationRequest = Static<typeof EvaluationRequest>;

export const PredictionRequest = Type.Object(
  {
    ...COMMON,
    format: Type.Optional(Type.Enum([...OUTPUT_FORMATS], { default: 'ndjson' })),
    columns: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Literal('none'), ColumnList], {
        ...{ default: 'none', description: 'of the dataset, which the output repeats in each row' },
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ model: 'customers', dataset: 'new-customers', format: 'csv', columns: 'all' }],
  },
);
export type PredictionRequest = Static<typeof PredictionRequest>;
