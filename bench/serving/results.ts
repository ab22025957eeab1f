/** What a run of this benchmark measured. */
import type { Candidate, Form, NetworkName } from './candidates.ts';
import type { LoadFigures } from './load.ts';

export const CONNECTIONS = [1, 64] as const;
export type Connections = (typeof CONNECTIONS)[number];

export interface Reading {
  readonly network: NetworkName;
  readonly candidate: Candidate;
  readonly form: Form;
  readonly connections: Connections;
  readonly figures: LoadFigures;
}

export interface Results {
  readonly readings: readonly Reading[];
  /** While a CNN is trained on the same machine. */
  readonly training: readonly Reading[];
  /** Milliseconds of the first request to a model that is not loaded. */
  readonly coldMs: ReadonlyMap<NetworkName, readonly number[]>;
  /** Why a candidate could not be measured, by its name. */
  readonly missing: ReadonlyMap<string, string>;
  readonly rounds: number;
  /** The machine's load average before: what others did meanwhile. */
  readonly loadBefore: number;
  readonly seconds: number;
}
