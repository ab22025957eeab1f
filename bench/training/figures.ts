/** From samples to figures: what is dropped, medians, spreads, ratios. Knows nothing of tables. */
import type { BatchSize } from './networks.ts';
import { type CandidateResult, isDisturbed, type Sample } from './runner.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface KeptSamples {
  readonly kept: readonly Sample[];
  readonly dropped: number;
  /** So many were disturbed that the rest says little. */
  readonly few: boolean;
}

/** Of fewer, a median is luck. */
export const KEPT_MIN = 3;

/** Drops what others disturbed; of samples that all were, the least disturbed one stays. */
export function keepUndisturbed(samples: readonly Sample[]): KeptSamples {
  const undisturbed = samples.filter((sample) => !isDisturbed(sample));
  const byDisturbance = [...samples].sort((a, b) => (a.disturbance ?? 0) - (b.disturbance ?? 0));
  const kept = undisturbed.length > 0 ? undisturbed : byDisturbance.slice(0, 1);
  const few = undisturbed.length < Math.min(KEPT_MIN, samples.length);
  return { kept, dropped: samples.length - kept.length, few };
}

/** Examples per second; undefined where nothing was measured. */
export function rateOf({ samples }: CandidateResult, batchSize: BatchSize): Spread | undefined {
  return spreadOf(keepUndisturbed(samples[batchSize]).kept.map(({ examplesPerSecond }) => examplesPerSecond));
}

/**
 * How many times as fast one is as the other: the ratio of their medians, and the least and the most of those rounds in
 * which both were kept.
 */
export function ratioOf(ours: CandidateResult, peer: CandidateResult, batchSize: BatchSize): Spread | undefined {
  const [rate, peerRate] = [rateOf(ours, batchSize), rateOf(peer, batchSize)];
  if (!rate || !peerRate) return undefined;
  const median = rate.median / peerRate.median;
  const peerKept = new Map(keepUndisturbed(peer.samples[batchSize]).kept.map((sample) => [sample.round, sample]));
  const ratios = keepUndisturbed(ours.samples[batchSize]).kept.flatMap(({ round, examplesPerSecond }) => {
    const other = peerKept.get(round);
    return other ? [examplesPerSecond / other.examplesPerSecond] : [];
  });
  return { ...(spreadOf(ratios) ?? { min: median, max: median }), median };
}

/** The one with the best median; undefined where none was measured. */
export function bestOf(results: readonly CandidateResult[], batchSize: BatchSize): CandidateResult | undefined {
  const median = (result: CandidateResult): number => rateOf(result, batchSize)?.median ?? 0;
  const [best] = [...results].sort((a, b) => median(b) - median(a));
  return best && median(best) > 0 ? best : undefined;
}

function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Of an even number, the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]] as [number, number];
  return (middle[0] + middle[1]) / 2;
}
