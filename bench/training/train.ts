/**
 * How fast do we train, beside tfjs-node as it comes, Keras and PyTorch? The start's three networks, in one run, candidates
 * alternating, medians of several rounds. About twelve minutes on two cores, once the peers are installed.
 * `npm run bench -- train`; to try it out: `npm run bench -- train --quick`, which writes nothing.
 */
import { providePeersPython, provideTorchPython } from '../peers/python.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { candidatesFor, type Pythons } from './candidates.ts';
import { goFirst } from './disturbance.ts';
import { measureMemory } from './memory.ts';
import { NETWORKS, type NetworkName } from './networks.ts';
import { compileTable, goalTable, memoryTable, notes, type Results, rateTables } from './report.ts';
import { measureNetwork } from './rounds.ts';
import type { CandidateResult } from './runner.ts';
import { type Settings, settingsFrom } from './settings.ts';

const WHAT = `Examples per second, median (least–most) · milliseconds a step. A whole job: \`train()\` as a trainer calls it, with data,
shuffling, metrics and progress; compiling is told apart. All from arrays in memory, Adam, cross-entropy, loss and accuracy
tracked. Every candidate is a process of its own that stays alive over the rounds, and is warm before the first. The floor is
what numpy's OpenBLAS takes for the matrix products alone; who has faster ones may be above it.`;

export async function run(options: BenchOptions): Promise<BenchSection> {
  const settings = settingsFrom(options);
  const pythons = { keras: await providePeersPython(), torch: await provideTorchPython() };
  // A try-out does not push others aside.
  const takeBack = options.quick ? undefined : await goFirst();
  try {
    const results = await measureAll(pythons, settings);
    const memory = await measureMemory(pythons, settings);
    const rounds = Math.max(0, ...NETWORKS.map((network) => roundsOf(results[network])));
    const how = `${WHAT} Rounds: ${rounds}, each candidate measured for about ${settings.secondsEach} s.`;
    const tables = [...rateTables(results), goalTable(results), '', compileTable(results), '', memoryTable(memory), ''];
    return {
      title: 'Training beside tfjs-node, Keras and PyTorch',
      body: [how, '', ...tables, ...notes(results)].join('\n'),
    };
  } finally {
    takeBack?.();
  }
}

async function measureAll(pythons: Pythons, settings: Settings): Promise<Results> {
  const results: Partial<Record<NetworkName, CandidateResult[]>> = {};
  for (const network of NETWORKS) {
    results[network] = await measureNetwork(network, candidatesFor(network, pythons), settings);
  }
  return results as Results;
}

function roundsOf(results: readonly CandidateResult[]): number {
  return Math.max(...results.map(({ samples }) => samples[32].length));
}
