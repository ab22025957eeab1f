/**
 * The job specification: one schema that is the request's body, the TypeScript type and the OpenAPI page;
 * and its resolved form, which is queued, trained and kept in the version's manifest.
 */
import Type, { type Static } from 'typebox';
import type { DataPlan } from './data-plan.ts';
import { DATA_FIELDS } from './data-request.ts';
import type { BaseVersion } from './fine-tuning.ts';
import type { NamedLayer } from './layers/index.ts';
import { Name, VERSION_NAME } from './names.ts';
import { Network } from './network.ts';
import { type ResolvedTraining, Training } from './training.ts';
import { WebhookRequest } from './webhook.ts';

const METADATA_FIELDS_MAX = 32;
const METADATA_VALUE_LENGTH_MAX = 512;
const PRIORITY_MAX = 100;
const FREEZE_MAX = 256;
const LayerPattern = Type.String({
  pattern: '^[A-Za-z0-9*][A-Za-z0-9._*-]{0,63}$',
  title: 'the name of a layer, with "*" for any characters',
});

export const JobRequest = Type.Object(
  {
    model: Name,
    dataset: Name,
    baseModel: Type.Optional(
      Type.String({
        ...VERSION_NAME,
        description: 'starts from the weights of that version, whose preprocessing and, unless given, network it keeps',
      }),
    ),
    network: Type.Optional(Network),
    freeze: Type.Optional(
      Type.Union([Type.Boolean(), Type.Array(LayerPattern, { maxItems: FREEZE_MAX })], {
        title: 'true, or names of layers',
        description:
          "layers that keep the base's weights, by name, `*` for any characters; `true`: all that take their weights from " +
          'it, but for the output layer',
      }),
    ),
    ...DATA_FIELDS,
    training: Type.Optional(Training),
    priority: Type.Optional(
      Type.Integer({ minimum: 1, maximum: PRIORITY_MAX, default: 50, description: '1 is highest' }),
    ),
    webhook: Type.Optional(WebhookRequest),
    metadata: Type.Optional(
      Type.Record(Name, Type.String({ maxLength: METADATA_VALUE_LENGTH_MAX }), {
        maxProperties: METADATA_FIELDS_MAX,
        additionalProperties: false,
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        model: 'digits',
        dataset: 'mnist',
        network: 'cnn',
        training: { epochs: 5, batchSize: 32, optimizer: 'adam', seed: 7 },
      },
    ],
  },
);
export type JobRequest = Static<typeof JobRequest>;

/** Another dataset than that of the training. */
export interface ValidationData {
  readonly dataset: string;
  readonly datasetDigest: string;
  /** How it becomes inputs and targets: as that of the training, all rows to measure. */
  readonly data: DataPlan;
}

/** A job with nothing left open: what a trainer gets. */
export interface JobSpecification {
  /** What it follows from: with changes it can be asked for again. */
  readonly request: JobRequest;
  readonly model: string;
  readonly dataset: string;
  /** Of the data that the job was planned for, and is trained on. */
  readonly datasetDigest: string;
  /** How it becomes inputs and targets. */
  readonly data: DataPlan;
  /** Whose weights it starts from. Unset: none's, all are drawn. */
  readonly base?: BaseVersion;
  /** The data that it is validated with. Unset: what is held back of its own. */
  readonly validation?: ValidationData;
  /** As requested; the base's unless it is. */
  readonly network: Network;
  /** Why, where the choice was ours. */
  readonly networkReason?: string;
  /** The whole network that follows from it and from the dataset. */
  readonly layers: readonly NamedLayer[];
  readonly training: ResolvedTraining;
}
