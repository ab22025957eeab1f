/**
 * The most memory that one job takes: a fresh process each for epochd and Keras, MNIST loaded whole, an epoch of the CNN at
 * batch 32. Nothing else is measured meanwhile.
 */
import { startCandidate } from './candidate-process.ts';
import { type Candidate, candidatesFor, KERAS, OURS, type Pythons } from './candidates.ts';
import { readPeakBytes } from './disturbance.ts';
import type { Settings } from './settings.ts';

export interface MemoryResult {
  readonly name: string;
  readonly examples: number;
  /** Undefined where the system does not tell, or the candidate failed. */
  readonly peakBytes: number | undefined;
  /** Of the epoch, without start and compilation. */
  readonly seconds: number | undefined;
  readonly failure?: string;
}

const BATCH_SIZE = 32;

export async function measureMemory(pythons: Pythons, settings: Settings): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  for (const candidate of candidatesFor('cnn', pythons)) {
    if (candidate.name !== OURS && candidate.name !== KERAS) continue;
    process.stderr.write(`  memory: ${candidate.name}\n`);
    results.push(await peakOf(candidate, settings));
  }
  return results;
}

async function peakOf(candidate: Candidate, settings: Settings): Promise<MemoryResult> {
  const { name } = candidate;
  const examples = settings.memoryExamples;
  try {
    const running = await startCandidate(candidate);
    try {
      const order = { examples, epochs: 1, batchSize: BATCH_SIZE };
      const { seconds } = await running.go(order, settings.compileMsMax);
      return { name, examples, seconds, peakBytes: await readPeakBytes(running.pid) };
    } finally {
      await running.close();
    }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { name, examples, seconds: undefined, peakBytes: undefined, failure };
  }
}
