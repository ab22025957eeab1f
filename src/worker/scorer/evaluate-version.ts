/** Measures a version on a dataset, as its training measured it: the same preparation, network and figures. */
import { columnUnits, type DatasetCatalog, type Learnt, type Parts, prepareData } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { type ColumnGroup, createNetwork, evaluate, permutationImportance } from '../../models/index.ts';
import type { Evaluation } from '../../models/specification/index.ts';
import type { EvaluationSpecification } from '../../queue/index.ts';
import type { Manifest, Registry } from '../../registry/index.ts';
import { openDataset, openVersion } from '../submitted-parts.ts';
import type { ScorerMessage } from './messages.ts';
import { scoringProgress } from './scoring-progress.ts';

export interface EvaluateOptions {
  readonly specification: EvaluationSpecification;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  /** Above this, examples are kept in a file. */
  readonly memoryBytesMax: number;
  /** A folder for files of this job, which its owner removes. */
  readonly workspace: string;
  tell(message: ScorerMessage): void;
}

/** @throws AppError ERR_DATASET_MISFIT where rows turn out not to fit, ERR_VERSION_UNKNOWN, ERR_DATASET_UNKNOWN. */
export async function evaluateVersion(options: EvaluateOptions): Promise<Evaluation> {
  const { specification, catalog, registry, memoryBytesMax, workspace, tell } = options;
  const manifest = await openVersion(registry, specification);
  const dataset = await openDataset(catalog, specification);
  const { data, seed, part } = specification;
  // Whoever wants to stop a scorer kills it.
  const { signal } = new AbortController();
  const log = (message: string): void => tell({ type: 'log', message });
  const tools = { memoryBytesMax, workspace, signal, log };
  const prepared = await asMisfit(prepareData(dataset, data, seed, tools, learntBy(manifest)));
  const network = createNetwork(manifest.layers, manifest.inputShape, await registry.weights(manifest));
  try {
    const { examples, parts } = prepared;
    const indices = indicesOf(part, parts, examples.count);
    tell({ type: 'scoring' });
    const { training: objective } = manifest;
    const wish = specification.permutationImportance;
    const columns = wish ? columnsOf(manifest) : [];
    const rounds = wish ? 2 + columns.length * wish.repeats : 1;
    const progress = scoringProgress('evaluating', indices.length * rounds, (each) =>
      tell({ type: 'progress', progress: each }),
    );
    const measured = expectFinite(await evaluate(network, examples, { indices, objective, progress, log }));
    if (!wish) return measured;
    const shuffled = await permutationImportance(network, examples, columns, {
      ...{ indices, objective, ...wish },
      progress: (done) => progress(indices.length + done),
    });
    return { ...measured, permutationImportance: shuffled };
  } finally {
    network.dispose();
    prepared.close();
  }
}

/** The inputs of each column. */
function columnsOf({ preprocessing }: Manifest): ColumnGroup[] {
  if (preprocessing.kind !== 'tabular') throw new RangeError(`Expected columns. Received: "${preprocessing.kind}".`);
  const units = columnUnits(preprocessing);
  return preprocessing.columns.map(({ name }, index) => ({ name, from: 0, size: 0, ...units[index] }));
}

function learntBy({ preprocessing, scales }: Manifest): Learnt {
  return { preprocessing, ...(scales && { scales }) };
}

const PARTS = { train: 'training', validation: 'validation', test: 'test' } as const;

function indicesOf(part: EvaluationSpecification['part'], parts: Parts, count: number): Uint32Array {
  const indices = part === 'all' ? Uint32Array.from({ length: count }, (_, index) => index) : parts[PARTS[part]];
  if (indices.length > 0) return indices;
  throw new AppError('ERR_DATASET_MISFIT', `Expected a row in the part "${part}". Received: none that has a target.`);
}

/** What a training's settings would be blamed for, are here rows that the version does not know. */
async function asMisfit<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'ERR_TRAINING') throw error;
    throw new AppError('ERR_DATASET_MISFIT', error.message, { cause: error });
  });
}

function expectFinite(evaluation: Evaluation): Evaluation {
  if (Number.isFinite(evaluation.loss)) return evaluation;
  const detail = 'Expected a finite loss. Received: NaN or infinity, as of rows far from those of the training.';
  throw new AppError('ERR_DATASET_MISFIT', detail);
}
