/**
 * A rough forecast of how long a training takes: its multiplications at the speed that small networks reach on a processor
 * core, what every step costs besides, and the graphs of unrolled layers. Right to a factor of about three; progress tells better once training runs.
 */
import type { NetworkPlan } from './plan.ts';
import type { ResolvedTraining } from './training.ts';
import { graphSeconds } from './unrolled-steps.ts';

/** Of one core, on matrices as small networks have them: measured on AVX-512 machines of 2026. */
const MULTIPLICATIONS_PER_SECOND_AND_CORE = 3e10;
/** A session call, a batch and the updates of the weights. */
const STEP_SECONDS = 1.5e-4;
/** The backward pass multiplies about twice as much as the forward pass, and ends at the first layer that is trained. */
const PASSES = { frozen: 1, trained: 3 } as const;

/**
 * @param examples that are trained on in each epoch.
 * @returns seconds, without the time that a job waits.
 */
export function estimateSeconds(
  plan: NetworkPlan,
  training: ResolvedTraining,
  examples: number,
  cores: number,
): number {
  const steps = Math.ceil(examples / training.batchSize) * training.epochs;
  const multiplications = multiplicationsOf(plan) * examples * training.epochs;
  return (
    graphSeconds(plan.unrolledSteps, examples, training.batchSize) +
    steps * STEP_SECONDS +
    multiplications / (MULTIPLICATIONS_PER_SECOND_AND_CORE * cores)
  );
}

/** Of one example, all passes: each weight once for every place of its layer's output, or every step of a sequence. */
function multiplicationsOf({ summary }: NetworkPlan): number {
  let before: readonly number[] = [];
  let sum = 0;
  let passes: number = PASSES.frozen;
  for (const { parameters, trainableParameters, outputShape } of summary) {
    if (trainableParameters > 0) passes = PASSES.trained;
    const places = outputShape.slice(0, -1).reduce((product, size) => product * size, 1);
    // A recurrent layer that gives its last state only has computed every step of what came before.
    const steps = places === 1 && before.length === 2 ? (before[0] ?? 1) : places;
    sum += parameters * steps * passes;
    before = outputShape;
  }
  return sum;
}
