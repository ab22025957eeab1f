/** One attempt at an evaluation or a batch prediction: gives it to a scorer, and passes on what that tells. */
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Evaluation } from '../models/specification/index.ts';
import { type Attempt, type EvaluationSpecification, MEDIA_TYPES, outputKey, type Results } from '../queue/index.ts';
import { type Child, startChild } from './child.ts';
import type { ChildPool } from './child-pool.ts';
import { type PassParts, passGate } from './gates/pass-gate.ts';
import { runInChild } from './run-in-child.ts';
import type { ScorerMessage, ScorerOrder } from './scorer/messages.ts';

export type Scorer = Child<ScorerOrder, ScorerMessage>;

/** Starts a scorer and waits until it has loaded TensorFlow. @throws AppError ERR_SCORER_DIED. */
export function startScorer(config: Config, logger: Logger, signal: AbortSignal): Promise<Scorer> {
  return startChild({ name: 'scorer', death: 'ERR_SCORER_DIED', config, logger, signal });
}

/**
 * @param gates where an evaluation may be one that decides on an alias.
 * @throws AppError what the scorer failed with, ERR_SCORER_DIED if it died, ERR_CANCELLED if the attempt was aborted.
 */
export async function runEvaluation(
  attempt: Attempt<'evaluate'>,
  scorers: ChildPool<Scorer>,
  memoryBytesMax: number,
  gates: PassParts,
): Promise<Results['evaluate']> {
  const measure = (specification: EvaluationSpecification, told: (evaluation: Evaluation) => void) =>
    measureVersion({ attempt, specification, told }, scorers, memoryBytesMax);
  const measured = await measure(attempt.specification, attempt.evaluation);
  await passGate(attempt, measured, gates, (specification) => measure(specification, () => undefined));
  return {};
}

interface Measuring {
  readonly attempt: Attempt<'evaluate'>;
  readonly specification: EvaluationSpecification;
  told(evaluation: Evaluation): void;
}

/** @returns what a version was measured to be, which is kept with it. */
async function measureVersion(
  { attempt, specification, told }: Measuring,
  scorers: ChildPool<Scorer>,
  memoryBytesMax: number,
): Promise<Evaluation> {
  const { jobId, requestId } = attempt;
  let measured: Evaluation | undefined;
  return runInChild<ScorerOrder, ScorerMessage, Evaluation>({
    ...{ attempt, children: scorers, memory: limited(memoryBytesMax) },
    order: { type: 'evaluate', jobId, requestId, specification },
    async receive(message, scorer, memoryBytes) {
      if (message.type === 'scoring') await attempt.enter('evaluating');
      if (message.type === 'kept') return measured;
      if (message.type === 'evaluation') {
        measured = message.evaluation;
        told(measured);
        // Asked of Redis, not assumed: what a cancelled job measured is not kept.
        if (await attempt.enter('publishing')) scorer.send({ type: 'publish' });
      }
      return passOn(message, attempt, memoryBytes);
    },
  });
}

/** @throws AppError as `runEvaluation`, and ERR_TOO_LARGE for an output beyond its limit. */
export function runPrediction(
  attempt: Attempt<'predict'>,
  scorers: ChildPool<Scorer>,
  memoryBytesMax: number,
): Promise<Results['predict']> {
  const { jobId, requestId, number, specification } = attempt;
  const { format } = specification;
  const output = { key: outputKey(jobId, number, format), mediaType: MEDIA_TYPES[format] };
  return runInChild<ScorerOrder, ScorerMessage, Results['predict']>({
    ...{ attempt, children: scorers, memory: limited(memoryBytesMax) },
    order: { type: 'predict', jobId, requestId, specification, output },
    async receive(message, _scorer, memoryBytes) {
      if (message.type === 'scoring') await attempt.enter('predicting');
      if (message.type === 'predicted') return { output: message.output };
      return passOn(message, attempt, memoryBytes);
    },
  });
}

function passOn(message: ScorerMessage, attempt: Attempt, memoryBytes: number): undefined {
  if (message.type === 'progress') attempt.progress({ ...message.progress, memoryBytes }, {});
  if (message.type === 'log') attempt.log(message.message);
}

const MIB = 1024 * 1024;

function limited(bytesMax: number) {
  return {
    bytesMax,
    exceeded(bytes: number): AppError {
      const [received, expected] = [bytes, bytesMax].map((each) => Math.round(each / MIB));
      return new AppError(
        'ERR_TRAINER_MEMORY',
        `Expected at most ${expected} MiB of memory (TRAINER_MEMORY_BYTES). Received: a job that took ${received} MiB. ` +
          'A smaller EXAMPLES_MEMORY_BYTES takes less.',
      );
    },
  };
}
