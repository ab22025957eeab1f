/**
 * The manifest of a version: all that is known of it but its weights, which lie beside it as plain little-endian
 * float32 numbers in the order of `weights`. A manifest is written once and never changes.
 */
import Type, { type Static } from 'typebox';
import { Contract, Preprocessing } from '../data/index.ts';
import { AppError } from '../errors.ts';
import {
  Evaluation,
  HistoryEntry,
  type JobSpecification,
  Layer,
  type NamedLayer,
  TASKS,
} from '../models/specification/index.ts';

const Count = Type.Integer({ minimum: 0 });

export const WeightEntry = Type.Object({ name: Type.String(), shape: Type.Array(Count) });

const LayerNames = Type.Array(Type.String());

/** How a version came here that was not trained here. */
export const Import = Type.Object({
  format: Type.String({ description: '`tfjs`, `keras`, `h5` or `savedmodel`' }),
  files: Type.Array(Type.String(), { description: 'as their sender called them' }),
  digest: Type.String({ description: 'of the files and of what was said with them' }),
  notes: Type.Optional(Type.Array(Type.String(), { description: 'what of the files was left out' })),
  source: Type.Optional(
    Type.Object(
      { model: Type.String(), version: Type.Integer({ minimum: 1 }), createdAt: Type.String() },
      { description: 'the version that was exported, where the files are an export of this service' },
    ),
  ),
});
export type Import = Static<typeof Import>;

export const Lineage = Type.Object({
  job: Type.String({ description: 'that made the version; of an import, an id of its own' }),
  dataset: Type.Optional(
    Type.Object(
      { name: Type.String(), digest: Type.String() },
      { description: 'that was learnt; an import from elsewhere has none' },
    ),
  ),
  import: Type.Optional(Import),
  validation: Type.Optional(
    Type.Object(
      { name: Type.String(), digest: Type.String() },
      { description: 'the dataset that it was validated with, where that is another one' },
    ),
  ),
  base: Type.Optional(
    Type.Object(
      {
        model: Type.String(),
        version: Type.Integer({ minimum: 1 }),
        weightsDigest: Type.String(),
        taken: LayerNames,
        fresh: LayerNames,
        frozen: LayerNames,
      },
      { description: 'the version whose weights it started from: the layers that took them, and those that kept them' },
    ),
  ),
  seed: Count,
  libraries: Type.Record(Type.String(), Type.String()),
  sweep: Type.Optional(
    Type.Object(
      {
        job: Type.String(),
        trial: Type.Integer({ minimum: 1 }),
        values: Type.Record(Type.String(), Type.Unknown(), { description: 'by JSON Pointer into the request' }),
        metric: Type.Object({ name: Type.String(), value: Type.Number(), std: Type.Optional(Type.Number()) }),
      },
      { description: 'that chose the version among its trials' },
    ),
  ),
});

/** What a version was measured to be on a dataset, after its training. */
export const KeptEvaluation = Type.Object({
  job: Type.String(),
  at: Type.String({ description: 'UTC, ISO 8601' }),
  dataset: Type.Object({ name: Type.String(), digest: Type.String() }),
  part: Type.String({ description: 'which of its rows: `all`, or a part' }),
  evaluation: Evaluation,
});
export type KeptEvaluation = Static<typeof KeptEvaluation>;

const WireManifest = Type.Object({
  /** Of this format. */
  format: Type.Literal(1),
  model: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
  network: Type.Unknown(),
  layers: Type.Array(Layer),
  inputShape: Type.Array(Count),
  parameters: Count,
  training: Type.Unknown(),
  /** How the rows of the dataset became inputs and targets. */
  data: Type.Unknown(),
  preprocessing: Preprocessing,
  /** What training saw; versions of earlier releases have none. */
  contract: Type.Optional(Contract),
  task: Type.Enum([...TASKS]),
  /** What each output is called: classes, labels, or the names of numbers. */
  labels: Type.Array(Type.String()),
  /** Of a regression: what a network's numbers are multiplied by and added to, to be in the unit of the data. */
  scales: Type.Optional(Type.Array(Type.Object({ mean: Type.Number(), deviation: Type.Number() }))),
  history: Type.Array(HistoryEntry),
  /** On rows that were not learnt. An import from elsewhere has none. */
  evaluation: Type.Optional(Evaluation),
  lineage: Lineage,
  weights: Type.Array(WeightEntry),
  weightsDigest: Type.String(),
});

export type Lineage = Static<typeof Lineage>;

/** The parsed form: networks and trainings were checked at submission, and carry their own types. */
export interface Manifest extends Omit<Static<typeof WireManifest>, 'network' | 'layers' | 'training' | 'data'> {
  readonly network: JobSpecification['network'];
  readonly layers: readonly NamedLayer[];
  readonly training: JobSpecification['training'];
  readonly data: JobSpecification['data'];
}
export const Manifest = Type.Unsafe<Manifest>(WireManifest);

export interface VersionReference {
  readonly model: string;
  readonly version: number;
}

/** @throws AppError ERR_VERSION_BROKEN if the bytes are no manifest. */
export function parseManifest(bytes: Buffer, reference: VersionReference): Manifest {
  try {
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    if (isManifest(manifest, reference)) return manifest;
  } catch {
    // Told below, like all bytes that are no manifest.
  }
  const received = `${bytes.length} bytes that are none`;
  throw new AppError(
    'ERR_VERSION_BROKEN',
    `Expected the manifest of version ${reference.version} of "${reference.model}". Received: ${received}.`,
  );
}

/** By what its readers rely on: a whole check would be paid by every prediction. */
function isManifest(value: unknown, { model, version }: VersionReference): value is Manifest {
  const manifest = (value ?? {}) as Partial<Manifest>;
  return (
    manifest.format === 1 &&
    manifest.model === model &&
    manifest.version === version &&
    typeof manifest.createdAt === 'string' &&
    typeof manifest.parameters === 'number' &&
    typeof manifest.lineage?.job === 'string' &&
    (manifest.lineage.import !== undefined || typeof manifest.evaluation?.loss === 'number') &&
    [manifest.layers, manifest.inputShape, manifest.weights].every(Array.isArray)
  );
}
