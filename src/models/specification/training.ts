/**
 * How a network is trained: epochs, batches, optimizer, validation, seed. Keras' names and defaults.
 */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';
import { Augmentation, augmentationProblems, type ResolvedAugmentation, resolveAugmentation } from './augmentation.ts';
import { ClassWeight, classWeightProblems, resolveClassWeight } from './class-weights.ts';
import type { DatasetKind } from './data-plan.ts';
import { EarlyStopping, type ResolvedEarlyStopping, resolveEarlyStopping } from './early-stopping.ts';
import { DEFAULT_LOSSES, Loss, lossProblems, type ResolvedLoss, resolveLoss } from './losses.ts';
import { MetricList, metricProblems, metricTargetProblems, type ResolvedMetric, resolveMetrics } from './metrics.ts';
import { type Monitor, monitorProblems } from './monitors.ts';
import { Name } from './names.ts';
import { Optimizer, type ResolvedOptimizer, resolveOptimizer } from './optimizers.ts';
import { LearningRateSchedule } from './schedules.ts';
import type { Task, TaskType } from './task.ts';

const EPOCHS_MAX = 10_000;
const BATCH_MAX = 8192;
/** Seeds are unsigned 32-bit integers, as every generator takes them. */
const SEED_MAX = 4_294_967_295;
const DAY_SECONDS = 86_400;
const CHECKPOINT_SECONDS = 30;
const MINUTES_MAX = 525_600;
const CLIPPINGS = ['clipNorm', 'globalClipNorm', 'clipValue'] as const;

const Validation = Type.Union(
  [
    Type.Object({ split: Type.Number({ minimum: 0, maximum: 0.9 }) }, { additionalProperties: false }),
    Type.Object({ dataset: Name }, { additionalProperties: false }),
  ],
  { description: 'a part of the rows, held back; or another dataset, all of it' },
);

export const Training = Type.Object(
  {
    epochs: Type.Optional(Type.Integer({ minimum: 1, maximum: EPOCHS_MAX })),
    batchSize: Type.Optional(Type.Integer({ minimum: 1, maximum: BATCH_MAX })),
    optimizer: Type.Optional(Optimizer),
    learningRateSchedule: Type.Optional(LearningRateSchedule),
    loss: Type.Optional(Loss),
    classWeight: Type.Optional(ClassWeight),
    augment: Type.Optional(Augmentation),
    metrics: Type.Optional(MetricList),
    validation: Type.Optional(Validation),
    earlyStopping: Type.Optional(EarlyStopping),
    maxMinutes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: MINUTES_MAX,
        description: 'of training, all attempts together; then the job goes on with what it has learnt so far',
      }),
    ),
    checkpointSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DAY_SECONDS,
        description: 'between checkpoints; more where writing them would take over 2 % of the time',
      }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: SEED_MAX })),
  },
  { additionalProperties: false },
);

export type Training = Static<typeof Training>;

/** Training with nothing left open: what is queued, trained with, and kept in the version's manifest. */
export interface ResolvedTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
  /** Unset: the optimizer's learning rate throughout. */
  readonly learningRateSchedule?: LearningRateSchedule;
  readonly loss: ResolvedLoss;
  /** By class number. Of a class that is not named, and unset: 1. */
  readonly classWeight?: Readonly<Record<string, number>>;
  /** How examples are varied in training. Unset: not at all. */
  readonly augment?: ResolvedAugmentation;
  /** Those of the task first. */
  readonly metrics: readonly ResolvedMetric[];
  /**
   * `split`: the part of the training rows, chosen by the seed, that is held back to validate; 0 for none. `dataset`: the name
   * of another one.
   */
  readonly validation: Static<typeof Validation>;
  /** Unset: every epoch is trained, and the last one's weights are kept. */
  readonly earlyStopping?: ResolvedEarlyStopping;
  /** Of training, over all attempts up to the checkpoints that they left. Unset: no limit. */
  readonly maxMinutes?: number;
  /** Between two checkpoints, at least. */
  readonly checkpointSeconds: number;
  readonly seed: number;
}

/**
 * Fills in what the request left open.
 * @param freeSeed the seed of a request that names none: it is drawn once, at submission, and then kept,
 * so that a repeated attempt trains the same network.
 * @param task from which loss and metrics follow; a classification unless given. Class weights may name its classes.
 */
export function resolveTraining(
  training: Training,
  freeSeed: number,
  task: Task = { type: 'classification', labels: [] },
): ResolvedTraining {
  const { optimizer = 'adam', learningRateSchedule, classWeight, earlyStopping, maxMinutes } = training;
  return {
    epochs: training.epochs ?? 5,
    batchSize: training.batchSize ?? 32,
    optimizer: resolveOptimizer(optimizer),
    ...(learningRateSchedule && { learningRateSchedule }),
    loss: resolveLoss(training.loss ?? DEFAULT_LOSSES[task.type]),
    ...(classWeight && { classWeight: resolveClassWeight(classWeight, task.labels) }),
    ...(training.augment && { augment: resolveAugmentation(training.augment) }),
    metrics: resolveMetrics(training.metrics, task.type),
    validation: training.validation ?? { split: 0.1 },
    ...(earlyStopping && { earlyStopping: resolveEarlyStopping(earlyStopping) }),
    ...(maxMinutes !== undefined && { maxMinutes }),
    checkpointSeconds: training.checkpointSeconds ?? CHECKPOINT_SECONDS,
    seed: training.seed ?? freeSeed,
  };
}

/**
 * Refuses what the schema cannot: settings that exclude each other.
 * @returns what is wrong, with pointers into the request.
 */
export function trainingProblems(training: Training): Problem[] {
  const { optimizer, learningRateSchedule: schedule } = training;
  const problems = metricProblems(training.metrics);
  const clippings = typeof optimizer === 'object' ? CLIPPINGS.filter((name) => optimizer[name] !== undefined) : [];
  if (clippings.length > 1) {
    const detail = `Expected one of ${CLIPPINGS.join(', ')} at most. Received: ${clippings.join(' and ')}.`;
    problems.push({ pointer: `/training/optimizer/${clippings[1]}`, detail });
  }
  if (schedule?.type === 'piecewiseConstantDecay') {
    const { boundaries, values } = schedule;
    const rising = boundaries.every((boundary, index) => index === 0 || boundary > (boundaries[index - 1] ?? 0));
    const pointer = '/training/learningRateSchedule';
    if (!rising)
      problems.push({ pointer: `${pointer}/boundaries`, detail: 'Expected rising steps. Received: others.' });
    if (values.length !== boundaries.length + 1) {
      const detail = `Expected ${boundaries.length + 1} values, one more than boundaries. Received: ${values.length}.`;
      problems.push({ pointer: `${pointer}/values`, detail });
    }
  }
  return problems;
}

/** What a training is about, and how many examples the largest part has that is measured. */
export interface TrainingTarget {
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly examples: number;
  /** Whether examples are held back for validation. */
  readonly validates: boolean;
}

/**
 * Refuses what does not fit the data.
 * @returns what is wrong, with pointers into the request.
 */
export function trainingTargetProblems(
  training: Training,
  { kind, task, examples, validates }: TrainingTarget,
): Problem[] {
  const outputs = task.labels.length;
  return [
    ...lossProblems(training.loss, task.type, outputs),
    ...classWeightProblems(training.classWeight, task),
    ...augmentationProblems(training.augment, kind),
    ...metricTargetProblems(training.metrics, { task: task.type, outputs, examples }),
    ...watchingProblems(training, task.type, validates),
  ];
}

/** Figures that are watched, but that no epoch of the job would tell. */
function watchingProblems(training: Training, task: TaskType, validates: boolean): Problem[] {
  const { learningRateSchedule: schedule, earlyStopping } = training;
  const metrics = resolveMetrics(training.metrics, task);
  const problemsAt = (part: string, monitor: Monitor | undefined): Problem[] =>
    monitor ? monitorProblems(`/training/${part}/monitor`, { monitor, metrics, validates }) : [];
  return [
    ...problemsAt('learningRateSchedule', schedule?.type === 'reduceOnPlateau' ? schedule.monitor : undefined),
    ...problemsAt('earlyStopping', earlyStopping?.monitor),
  ];
}
