/** How long and how often is measured. The default takes about fifteen minutes on two cores, once the peers are installed. */
import type { BenchOptions } from '../section.ts';

export interface Settings {
  readonly rounds: number;
  /** What a measurement is to last. */
  readonly secondsEach: number;
  /** For a network, starting and warming up included: after that no candidate is warmed up and no round begins. */
  readonly networkSecondsMax: number;
  /** A candidate that takes longer for an order has failed. */
  readonly orderMsMax: number;
  /** The first order of a batch size may compile. */
  readonly compileMsMax: number;
  /** Of the CNN, for the comparison of memory. */
  readonly memoryExamples: number;
}

const DEFAULT: Settings = {
  rounds: 5,
  secondsEach: 1.5,
  networkSecondsMax: 300,
  orderMsMax: 60_000,
  compileMsMax: 120_000,
  memoryExamples: 60_000,
};
const QUICK: Settings = { ...DEFAULT, rounds: 1, secondsEach: 0.2, networkSecondsMax: 120, memoryExamples: 2048 };

export function settingsFrom({ rounds, quick }: BenchOptions): Settings {
  const settings = quick ? QUICK : DEFAULT;
  if (rounds === undefined) return settings;
  const longer = Math.max(1, rounds / settings.rounds);
  return { ...settings, rounds, networkSecondsMax: settings.networkSecondsMax * longer };
}
