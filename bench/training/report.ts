/** The section of `docs/benchmarks.md`: tables and sentences out of results. Measures and decides nothing. */
import { table } from '../section.ts';
import { OUR_STEP } from './candidates.ts';
import { DISTURBANCE_MAX } from './disturbance.ts';
import { KEPT_MIN, keepUndisturbed, rateOf, type Spread } from './figures.ts';
import { COMPILE_GOAL_MS, GOAL_BATCH_SIZE, judge } from './goals.ts';
import type { MemoryResult } from './memory.ts';
import { BATCH_SIZES, type BatchSize, DESCRIPTIONS, NETWORKS, type NetworkName } from './networks.ts';
import { type CandidateResult, TRIES_MAX } from './runner.ts';

export type Results = Readonly<Record<NetworkName, readonly CandidateResult[]>>;

const FEW_MARK = '†';
const VERDICTS = { true: '**reached**', false: 'missed' } as const;

export function rateTables(results: Results): string[] {
  return BATCH_SIZES.flatMap((batchSize) => {
    const header = [`batch ${batchSize}`, ...NETWORKS.map((network) => DESCRIPTIONS[network])];
    const rows = results.mlp.map(({ candidate }, row) => [
      candidate.name,
      ...NETWORKS.map((network) => describeRate(results[network][row], batchSize)),
    ]);
    return [table(header, rows), ''];
  });
}

function describeRate(result: CandidateResult | undefined, batchSize: BatchSize): string {
  const rate = result && rateOf(result, batchSize);
  if (!result || !rate) return '–';
  const { few } = keepUndisturbed(result.samples[batchSize]);
  const stepMs = (1000 * batchSize) / rate.median;
  return `${describeSpread(rate, count)} · ${significant(stepMs)}${few ? ` ${FEW_MARK}` : ''}`;
}

export function goalTable(results: Results): string {
  const header = [`batch ${GOAL_BATCH_SIZE}`, 'against', 'the best of them', 'times as fast', 'goal', ''];
  const verdicts = NETWORKS.flatMap((network) => judge(network, results[network]));
  const rows = verdicts.map(({ network, against, peer, ratio, goal, reached, few }) => [
    network.toUpperCase(),
    against,
    peer,
    ratio ? describeSpread(ratio, significant) : '–',
    `${goal}`,
    reached === undefined ? 'not measured' : `${VERDICTS[`${reached}`]}${few ? ` ${FEW_MARK}` : ''}`,
  ]);
  return table(header, rows);
}

export function compileTable(results: Results): string {
  const rows = NETWORKS.map((network) => {
    const compile = results[network].find(({ candidate }) => candidate.name === OUR_STEP)?.compile;
    if (!compile) return [network.toUpperCase(), '–', '–', '–', 'not measured'];
    const { traceMs, firstStepMs } = compile;
    const numbers = [traceMs, firstStepMs, traceMs + firstStepMs].map((ms) => `${Math.round(ms)} ms`);
    return [network.toUpperCase(), ...numbers, VERDICTS[`${traceMs + firstStepMs < COMPILE_GOAL_MS}`]];
  });
  const header = [
    'compiling, in a warm trainer',
    'recording and graph',
    'first step',
    'together',
    `goal: under ${COMPILE_GOAL_MS} ms`,
  ];
  return table(header, rows);
}

export function memoryTable(results: readonly MemoryResult[]): string {
  const header = ['CNN, batch 32', 'peak memory of its process', 'examples', 'seconds, compilation not counted'];
  const rows = results.map(({ name, peakBytes, examples, seconds, failure }) => [
    failure === undefined ? name : `${name}: ${failure}`,
    peakBytes === undefined ? 'unknown' : `${Math.round(peakBytes / 2 ** 20)} MiB`,
    examples.toLocaleString('en'),
    seconds === undefined ? '–' : significant(seconds),
  ]);
  const [ours, keras] = results.map(({ peakBytes }) => peakBytes);
  const known = ours !== undefined && keras !== undefined;
  const verdict = known ? VERDICTS[`${ours <= keras}`] : 'not measured';
  return [table(header, rows), '', `The goal of no more memory than Keras' process: ${verdict}.`].join('\n');
}

/** What was dropped, what failed, and which versions these were. */
export function notes(results: Results): string[] {
  const all = NETWORKS.flatMap((network) => results[network]);
  const kept = all.flatMap(({ samples }) => BATCH_SIZES.map((batchSize) => keepUndisturbed(samples[batchSize])));
  const measured = all.flatMap(({ samples }) => BATCH_SIZES.flatMap((batchSize) => samples[batchSize]));
  const dropped = kept.reduce((sum, each) => sum + each.dropped, 0);
  const few = kept.filter((each) => each.few).length;
  const share = `${100 * DISTURBANCE_MAX} %`;
  const noise = measured.some(({ disturbance }) => disturbance !== undefined)
    ? `Of ${measured.length} measurements, ${dropped} were dropped: more than ${share} of the processor went to others or was stolen, at each of ${TRIES_MAX} tries.`
    : `Whether others disturbed the ${measured.length} measurements is not known here: only Linux tells. None was dropped.`;
  const least = `${FEW_MARK} Fewer than ${KEPT_MIN} rounds were left, in ${few} of ${kept.length} cells: a verdict on them is worth little.`;
  const failures = describeFailures(results);
  const versions = [...new Set(all.map(({ about }) => about).filter((about) => about !== ''))];
  return [
    noise,
    ...(few > 0 ? [least] : []),
    ...(failures.length > 0 ? ['', 'What failed or could not run here:', '', ...failures] : []),
    '',
    `Versions: ${versions.join('; ')}.`,
  ];
}

/** A line for each candidate and reason, with the networks that it failed at. */
function describeFailures(results: Results): string[] {
  const networks = new Map<string, string[]>();
  for (const network of NETWORKS) {
    for (const { candidate, failure } of results[network]) {
      if (failure === undefined) continue;
      const line = `- ${candidate.name}: ${failure.replaceAll(/\s+/g, ' ')}`;
      networks.set(line, [...(networks.get(line) ?? []), network.toUpperCase()]);
    }
  }
  return [...networks].map(([line, names]) => `${line} (${names.join(', ')})`);
}

function describeSpread({ median, min, max }: Spread, write: (value: number) => string): string {
  return min === max ? write(median) : `${write(median)} (${write(min)}–${write(max)})`;
}

/** Three significant digits, with thousands set apart. */
function count(value: number): string {
  return value < 1000 ? significant(value) : Number(value.toPrecision(3)).toLocaleString('en');
}

function significant(value: number): string {
  return value.toPrecision(3);
}
