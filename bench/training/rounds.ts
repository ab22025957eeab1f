/**
 * Measures all candidates for one network, alternating: in each round every candidate at every batch size, each round
 * beginning with another candidate.
 */
import type { Candidate } from './candidates.ts';
import { BATCH_SIZES, type NetworkName } from './networks.ts';
import { type CandidateResult, createRunner, type Runner } from './runner.ts';
import type { Settings } from './settings.ts';

export async function measureNetwork(
  network: NetworkName,
  candidates: readonly Candidate[],
  settings: Settings,
): Promise<CandidateResult[]> {
  const endMs = performance.now() + settings.networkSecondsMax * 1000;
  const runners = candidates.map((candidate) => createRunner(candidate, network, settings, endMs));
  try {
    note(`${network}: starting ${runners.length} candidates`);
    await Promise.all(runners.map((runner) => runner.start()));
    for (const runner of runners) {
      note(`${network}: warming up: ${runner.result().candidate.name}`);
      for (const batchSize of BATCH_SIZES) await runner.warmUp(batchSize);
    }
    await measureRounds(network, runners, settings.rounds, endMs);
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return runners.map((runner) => runner.result());
}

/** A slow machine gets fewer rounds rather than a bench without end. */
async function measureRounds(
  network: NetworkName,
  runners: readonly Runner[],
  rounds: number,
  endMs: number,
): Promise<void> {
  for (let round = 0; round < rounds && performance.now() < endMs; round++) {
    note(`${network}: round ${round + 1} of ${rounds}`);
    const first = round % runners.length;
    const order = [...runners.slice(first), ...runners.slice(0, first)];
    for (const batchSize of BATCH_SIZES) {
      for (const runner of order) await runner.measure(batchSize, round);
    }
  }
}

function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
