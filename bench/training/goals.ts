/** What we want to reach (`docs/design.md`, issue 4), and whether the measured medians say that we have. */
import type { Role } from './candidates.ts';
import { OURS } from './candidates.ts';
import { bestOf, keepUndisturbed, ratioOf, type Spread } from './figures.ts';
import type { NetworkName } from './networks.ts';
import type { CandidateResult } from './runner.ts';

export interface Verdict {
  readonly network: NetworkName;
  readonly against: string;
  /** The best of those that the goal is against. */
  readonly peer: string;
  readonly ratio: Spread | undefined;
  readonly goal: number;
  /** Undefined where one of the two could not be measured. */
  readonly reached: boolean | undefined;
  /** One of the two figures is of too few rounds, since others disturbed the rest. */
  readonly few: boolean;
}

/** A compilation is to take no longer: recording, graph and first step together. */
export const COMPILE_GOAL_MS = 1000;

/** The goals are for this batch size; the other is shown beside it. */
export const GOAL_BATCH_SIZE = 32;

/** How many times a peer's examples per second. */
const GOALS = [
  {
    role: 'asTheyCome',
    against: 'the best of Keras, with or without `jit_compile`, and PyTorch as they come',
    mlp: 3.5,
    cnn: 2.5,
    lstm: 1.75,
  },
  { role: 'tuned', against: "PyTorch's best other set-up", mlp: 2.5, cnn: 2, lstm: 1.5 },
  { role: 'stock', against: 'stock tfjs-node', mlp: 25, cnn: 7, lstm: 50 },
] as const satisfies readonly ({ role: Role; against: string } & Record<NetworkName, number>)[];

export function judge(network: NetworkName, results: readonly CandidateResult[]): Verdict[] {
  const ours = results.find(({ candidate }) => candidate.name === OURS);
  return GOALS.map(({ role, against, [network]: goal }) => {
    const peers = results.filter(({ candidate }) => candidate.role === role);
    const best = bestOf(peers, GOAL_BATCH_SIZE);
    const ratio = ours && best && ratioOf(ours, best, GOAL_BATCH_SIZE);
    const peer = best?.candidate.name ?? 'none could be measured';
    const reached = ratio && ratio.median >= goal;
    return { network, against, peer, ratio, goal, reached, few: [ours, best].some(hasFew) };
  });
}

function hasFew(result: CandidateResult | undefined): boolean {
  return result !== undefined && keepUndisturbed(result.samples[GOAL_BATCH_SIZE]).few;
}
