/** One question that a benchmark answers, as a part of `docs/benchmarks.md`. */
export interface BenchSection {
  readonly title: string;
  /** Markdown: what was asked, how it was measured, the figures, what falls short. */
  readonly body: string;
}

/** What the command line may ask of a benchmark. */
export interface BenchOptions {
  /** How often everything is measured; unset: as often as the benchmark thinks right. */
  readonly rounds?: number;
  /** How long `crashes` kills; unset: as long as it thinks right. */
  readonly minutes?: number;
  /** Only to see whether it runs: few and short measurements, which are shown but not kept. */
  readonly quick: boolean;
}

/** The value below which a share of the samples lies, by the nearest rank. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** A table in Markdown; numbers are given as texts already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
