/**
 * One candidate over all rounds: started, warmed up, measured, closed. Chooses how many examples fill a measurement from how
 * fast the last one was. A candidate that fails does nothing from there on; its reason stays. Knows nothing of the others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningCandidate, startCandidate } from './candidate-process.ts';
import type { Candidate } from './candidates.ts';
import { DISTURBANCE_MAX, disturbanceBetween, readCpuTimes } from './disturbance.ts';
import { type BatchSize, EXAMPLES, type NetworkName } from './networks.ts';
import type { CompileTimes, Order, Report } from './protocol.ts';
import type { Settings } from './settings.ts';

export interface Sample {
  readonly round: number;
  readonly examplesPerSecond: number;
  /** The share of the processor that others had; undefined where that is unknown. */
  readonly disturbance: number | undefined;
}

export interface CandidateResult {
  readonly candidate: Candidate;
  /** What it is, with versions; empty if it never started. */
  readonly about: string;
  readonly samples: Readonly<Record<BatchSize, readonly Sample[]>>;
  /** Of the process' first batch size. */
  readonly compile?: CompileTimes;
  readonly failure?: string;
}

export interface Runner {
  start(): Promise<void>;
  /** Compiles for a batch size, and learns how fast it goes; counts nothing. */
  warmUp(batchSize: BatchSize): Promise<void>;
  measure(batchSize: BatchSize, round: number): Promise<void>;
  close(): Promise<void>;
  result(): CandidateResult;
}

const FIRST_BATCHES = 4;
const BATCHES_MIN = 2;
/** Of a measurement: what a warm-up lasts. */
const WARM_UP_SHARE = 0.3;
/** The threads of whoever was measured before look for work in vain for a while. */
const REST_MS = 400;
/** What others disturb is measured again, so often in all. */
export const TRIES_MAX = 3;

/** @param endMs when `performance.now()` says so, there is no time left for warming up. */
export function createRunner(candidate: Candidate, network: NetworkName, settings: Settings, endMs: number): Runner {
  const samples: Record<BatchSize, Sample[]> = { 32: [], 128: [] };
  const rates: Record<BatchSize, number> = { 32: 0, 128: 0 };
  let running: RunningCandidate | undefined;
  let compile: CompileTimes | undefined;
  let failure = candidate.missing;

  async function unlessFailed(act: () => Promise<void>): Promise<void> {
    if (failure !== undefined) return;
    await act().catch((error: unknown) => {
      failure = error instanceof Error ? error.message : String(error);
    });
  }

  async function go(order: Order, timeoutMs: number): Promise<Report> {
    if (!running) throw new Error('It has not started.');
    const report = await running.go(order, timeoutMs);
    compile ??= report.compile;
    rates[order.batchSize as BatchSize] = report.examples / report.seconds;
    return report;
  }

  function orderFor(batchSize: BatchSize, share: number): Order {
    return fill(rates[batchSize] * settings.secondsEach * share, batchSize, EXAMPLES[network]);
  }

  async function takeSample(batchSize: BatchSize, round: number): Promise<Sample> {
    await sleep(REST_MS);
    const pid = running?.pid ?? 0;
    const before = await readCpuTimes(pid);
    const { examples, seconds } = await go(orderFor(batchSize, 1), settings.orderMsMax);
    const disturbance = disturbanceBetween(before, await readCpuTimes(pid));
    return { round, examplesPerSecond: examples / seconds, disturbance };
  }

  return {
    start: () =>
      unlessFailed(async () => {
        running = await startCandidate(candidate);
      }),
    warmUp: (batchSize) =>
      unlessFailed(async () => {
        const leftMs = Math.round(endMs - performance.now());
        if (leftMs <= 0) throw new Error('There was no time left for it.');
        const first = { examples: FIRST_BATCHES * batchSize, epochs: 1, batchSize };
        await go(first, Math.min(leftMs, settings.compileMsMax));
        await go(orderFor(batchSize, WARM_UP_SHARE), settings.orderMsMax);
      }),
    measure: (batchSize, round) =>
      unlessFailed(async () => {
        let sample = await takeSample(batchSize, round);
        for (let tries = 1; tries < TRIES_MAX && isDisturbed(sample); tries++)
          sample = await takeSample(batchSize, round);
        samples[batchSize].push(sample);
      }),
    close: async () => running?.close(),
    result: () => ({
      ...{ candidate, about: running?.about ?? '', samples },
      ...(compile && { compile }),
      ...(failure !== undefined && { failure }),
    }),
  };
}

/** Above this, what was measured is dropped. */
export function isDisturbed({ disturbance = 0 }: Sample): boolean {
  return disturbance > DISTURBANCE_MAX;
}

/** Whole batches, and whole epochs where the data are fewer than that. */
function fill(wanted: number, batchSize: number, available: number): Order {
  const batches = Math.max(BATCHES_MIN, Math.round(wanted / batchSize));
  const batchesMax = Math.floor(available / batchSize);
  const examples = Math.min(batches, batchesMax) * batchSize;
  return { examples, epochs: Math.max(1, Math.round((batches * batchSize) / examples)), batchSize };
}
