/**
 * The job specification: one schema that is the request's body, the TypeScript type and the OpenAPI page;
 * and its resolved form, which is queued, trained and kept in the version's manifest.
 */
import Type, { type Static } from 'typebox';
import type { DataPlan } from './data-plan.ts';
import { DATA_FIELDS } from './data-request.ts';
import type { NamedLayer } from './layers/index.ts';
import { Name } from './names.ts';
import { Network } from './network.ts';
import { type ResolvedTraining, Training } from './training.ts';
import { WebhookRequest } from './webhook.ts';

const METADATA_FIELDS_MAX = 32;
const METADATA_VALUE_LENGTH_MAX = 512;
const PRIORITY_MAX = 100;

export const JobRequest = Type.Object(
  {
    model: Name,
    dataset: Name,
    network: Network,
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
  /** As requested. */
  readonly network: Network;
  /** Why, where the choice was ours. */
  readonly networkReason?: string;
  /** The whole network that follows from it and from the dataset. */
  readonly layers: readonly NamedLayer[];
  readonly training: ResolvedTraining;
}
